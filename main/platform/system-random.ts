import { randomBytes, randomInt } from 'node:crypto';

interface Random {
  id(): string;
  secret(): string;
}

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** 62^16 is more than 95 bits: two of a thousand million are alike once in 10^11 fleets. */
const ID_LENGTH = 16;

/** From the operating system's generator. */
export function createSystemRandom(): Random {
  return {
    id: () =>
      Array.from({ length: ID_LENGTH }, () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)]).join(''),
    secret: () => randomBytes(32).toString('base64url'),
  };
}
