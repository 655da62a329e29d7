import { createPicture, type Picture, type Plane } from '../../picture/index.js';

/** A picture without colour whose luma is a plane of code values, rounded. */
export function greyPicture({ width, height, data }: Plane): Picture {
  const picture = createPicture(width, height);
  for (let i = 0; i < data.length; i++) picture.y[i] = data[i]! + 0.5;
  return picture;
}
