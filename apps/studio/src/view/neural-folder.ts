/** Absolute address of the neural part: the build puts it beside the page. */
export function neuralFolder(): string {
  return new URL('neural/', document.baseURI).href;
}
