// @ts-check
/**
 * @file What decoders may not use: functions whose last bits the standard leaves to engines. A frame would differ between
 * browsers. Sums, products, quotients, `Math.sqrt` and `Math.fround` are the same everywhere; so are the functions of
 * `packages/codec/src/math`. Whole powers of 2 are exact; others are written as products.
 */

const FUNCTIONS = [
  ...['exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'pow', 'cbrt', 'hypot'],
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
];

const MESSAGE =
  'Its last bits differ between engines: use exponential, powerOfTwo, logarithm or cosineOfTurns of math/.';

/** Settings of ESLint's rules `no-restricted-properties` and `no-restricted-syntax`. */
export const sameEverywhere = {
  properties: FUNCTIONS.map((property) => ({ object: 'Math', property, message: MESSAGE })),
  syntax: [
    {
      selector: "BinaryExpression[operator='**']:not([left.value=2]):not([left.value=4]):not([left.value=256])",
      message: 'Its last bits differ between engines: multiply.',
    },
    { selector: "BinaryExpression[operator='**'][right.operator='/']", message: MESSAGE },
    { selector: "AssignmentExpression[operator='**=']", message: 'Its last bits differ between engines: multiply.' },
  ],
};
