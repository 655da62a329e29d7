/**
 * Hands properties that a page set before the element was defined to the element's own setters, in the order in which they
 * were set. A value that a setter refuses is reported like any other error that nobody caught.
 */
export function takeEarlyProperties(element: HTMLElement): void {
  const prototype = Object.getPrototypeOf(element) as object;
  for (const [name, value] of Object.entries(element)) {
    if (!(name in prototype)) continue;
    Reflect.deleteProperty(element, name);
    try {
      Reflect.set(element, name, value);
    } catch (error) {
      reportError(error);
    }
  }
}
