// What Zod, Valibot and ArkType have in common: a Standard Schema checks a
// value (standardschema.dev). This layer knows no more of them than that.

/** Checks values of type `In` and gives values of type `Out`. */
export interface Schema<Out = unknown, In = unknown> {
  readonly '~standard': {
    readonly validate: (value: unknown) => Result<Out> | Promise<Result<Out>>
    /** Only for the compiler. */
    readonly types?: { readonly input: In; readonly output: Out } | undefined
  }
}

/** A value that has passed, or what is wrong with it. */
export type Result<Out = unknown> =
  | { readonly value: Out; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] }

/** What is wrong, and where. */
export interface Issue {
  readonly message: string
  readonly path?:
    | readonly (PropertyKey | { readonly key: PropertyKey })[]
    | undefined
  /** What Zod and ArkType call this kind of fault. */
  readonly code?: string
  /** What Valibot calls it. */
  readonly type?: string
}

/** What a schema takes. */
export type Input<S extends Schema> = NonNullable<
  S['~standard']['types']
>['input']

/** What a schema gives. */
export type Output<S extends Schema> = NonNullable<
  S['~standard']['types']
>['output']
