const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** For example `1.2 MB`, of a size in bytes. */
export function fileSize(bytes: number, locale: string): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const format = new Intl.NumberFormat(locale, {
    ...{ style: 'unit', unit: UNITS[step] ?? 'byte', unitDisplay: step === 0 ? 'long' : 'short' },
    maximumSignificantDigits: 3,
  });
  return format.format(bytes / 1000 ** step);
}
