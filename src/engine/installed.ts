export function isEngineInstalled(): boolean {
  return true;
}
