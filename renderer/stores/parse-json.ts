/** What a text says, or null when it is no JSON: what the browser kept may be of an older version, or of nobody. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
