/** The libelektra whose elektrad protocol, key names and metadata this program speaks. */
export const ELEKTRA_VERSION = { version: '0.11.0', major: 0, minor: 11, micro: 0 } as const;
