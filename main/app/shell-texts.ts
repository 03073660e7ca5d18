/** What the shell says by itself, when the page cannot. */
const ENGLISH = {
  reload: 'Reload',
  showLogs: 'Show logs',
  quit: 'Quit',
  wait: 'Wait',
  restart: 'Restart',
  goOn: 'Go on',
  crashed: 'The interface has crashed several times.',
  unresponsive: 'The interface does not answer.',
  unloadable: 'The interface could not be loaded.',
  kept: 'Nothing that was saved is lost, and what was delivered stays delivered. What you have typed and not saved is kept too.',
  reason: (reason: string) => `The reason: ${reason}.`,
  fault: 'Elektra Web has made a mistake of its own.',
  faultDetail:
    'It is written down in the logs. Nothing that was saved is lost. A restart is the safest way to go on; please report it with the logs.',
  refused: 'Elektra Web cannot start.',
};

export type ShellTexts = typeof ENGLISH;

const GERMAN: ShellTexts = {
  reload: 'Neu laden',
  showLogs: 'Protokolle zeigen',
  quit: 'Beenden',
  wait: 'Warten',
  restart: 'Neu starten',
  goOn: 'Weitermachen',
  crashed: 'Die Oberfläche ist mehrmals abgestürzt.',
  unresponsive: 'Die Oberfläche antwortet nicht.',
  unloadable: 'Die Oberfläche konnte nicht geladen werden.',
  kept: 'Nichts Gespeichertes ist verloren, und was ausgeliefert wurde, bleibt es. Auch was Sie eingegeben und nicht gespeichert haben, ist aufgehoben.',
  reason: (reason) => `Der Grund: ${reason}.`,
  fault: 'Elektra Web hat einen Fehler gemacht.',
  faultDetail:
    'Er steht in den Protokollen. Nichts Gespeichertes ist verloren. Am sichersten geht es mit einem Neustart weiter; bitte melden Sie ihn mit den Protokollen.',
  refused: 'Elektra Web kann nicht starten.',
};

/** In the first language of the person that we speak. */
export function shellTexts(languages: readonly string[]): ShellTexts {
  const first = languages
    .map((language) => language.toLowerCase().split('-')[0])
    .find((name) => name === 'de' || name === 'en');
  return first === 'de' ? GERMAN : ENGLISH;
}
