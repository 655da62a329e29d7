/** The first address that belongs to the caller: what the module keeps for itself lies before it. */
export function room(): usize {
  return __heap_base;
}
