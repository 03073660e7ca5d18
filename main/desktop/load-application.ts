/** All that is no part of the window: most of the program, for which the window is not to wait. */
export async function loadApplication() {
  const [{ openApplication }, { applicationParts }] = await Promise.all([
    import('./application.ts'),
    import('./application-parts.ts'),
  ]);
  return { openApplication, applicationParts };
}
