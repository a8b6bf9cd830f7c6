// The shape of a dictionary without its words: what one language has, the other must have, or it does not compile.
export type Same<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { [K in keyof T]: Same<T[K]> };
