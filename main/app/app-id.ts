/** As the installers name the application (electron-builder.yml): by another name Windows shows no notification of ours. */
export const APP_ID = 'org.libelektra.elektra-web';

/** As people read it. */
export const APP_NAME = 'Elektra Web';
