// Written by `nevr generate`, from the config file and the plugins: what is changed here is lost.
/* eslint-disable */

/**
 * *\/ export const x = 1 /*  txt
 * @deprecated ` ${HOME} \ " ' </script>
 */
export interface Order {
  /** Identifies the row; not a secret. */
  id: string;
  /**
   * *\/ export const x = 1 /*  txt
   * @deprecated ` ${HOME} \ " ' </script>
   */
  class: string;
  data: unknown;
}

export interface OrderLine {
  /** Identifies the row; not a secret. */
  id: string;
  amount: number;
}

/** The answer of a process that runs. */
export interface Health {
  /** Always `ok`. */
  status: string;
}

/** Everything. */
export interface All {
  /**
   * A list of lists.
   *
   * @default []
   */
  lists: number[][];
  nullableList: Colour[] | null;
  listOfNullable: (Colour | null)[];
  tuple: [string, number | null, Colour];
  fixed: number[];
  set: string[];
  map: { [key: string]: Colour[] };
  numbers: { [key: string]: string };
  /** Anything. */
  any: unknown;
  object: { [key: string]: unknown };
  unit: null;
  character: string;
  described: Described;
  external: External;
  internal: Internal;
  adjacent: Adjacent;
  untagged: Untagged;
  flat: Flat;
  open: Open;
  counted: Counted;
  wrapper: Order2;
  reserved: API2;
  /**
   * `5` unless told otherwise.
   *
   * @default 5
   */
  defaulted: number;
  /** @deprecated */
  old: string | null;
  fixedValue: { a: [1, "b", null] };
  impossible: never;
}

export type Colour = "Red" | "light \"blue\"\u2028";

export type Described = "One" | "Two";

export type External =
  | "Nothing"
  | { Number: number }
  | { Pair: [string, boolean] }
  | { Fields: { a: number } };

export type Internal =
  | { kind: "circle"; radius: number }
  | Side & { kind: "square" }
  | { kind: "dot" };

export interface Side {
  side: number;
}

export type Adjacent = { t: "A"; c: string } | { t: "B" };

export type Untagged = string | number | (boolean | null)[];

export type Flat = (
  | { kind: "circle"; radius: number }
  | Side & { kind: "square" }
  | { kind: "dot" }
) & {
  own: string;
  side: number;
};

export interface Open {
  known: string;
  [key: string]: unknown;
}

export type Counted = { known: string } & { [key: string]: number };

export interface Order2 {
  inner: Colour | null;
}

export interface API2 {
  constructor: string;
  "not-a-name": string;
  "\"*/\n": string;
  __proto__: null;
}

export interface Order22 {
  inner: Side;
}

/** What somebody says, and what is said about it. */
export interface Comment {
  text: string;
  /**
   * What is said about it.
   *
   * @default []
   */
  comments: Comment[];
}

/** What somebody says, and what is said about it. */
export interface CommentInput {
  text: string;
  /**
   * What is said about it.
   *
   * @default []
   */
  comments?: CommentInput[];
}

/** The codes that every endpoint can answer with. */
export type ErrorOfEvery =
  | "REQUEST_TIMEOUT"
  | "PAYLOAD_TOO_LARGE"
  | "INTERNAL_ERROR"
  | "SERVICE_UNAVAILABLE";

/** What the server has: the type that the client is made with. */
export interface API {
  /** The rows as endpoints return them, by the name of their entity. */
  entities: { order: Order; orderLine: OrderLine };
  /** The endpoints, by their paths. */
  endpoints: {
    /**
     * All of them! *\/ export const x = 1 /*  txt
     * @deprecated ` ${HOME} \ " ' </script>
     *
     * `POST /api/all`
     */
    all: {
      post: {
        /** Everything. */
        input: {
          /**
           * A list of lists.
           *
           * @default []
           */
          lists?: number[][];
          nullableList?: ("Red" | "light \"blue\"\u2028")[] | null;
          listOfNullable: ("Red" | "light \"blue\"\u2028" | null)[];
          tuple: [string, number | null, "Red" | "light \"blue\"\u2028"];
          fixed: number[];
          set: string[];
          map: { [key: string]: ("Red" | "light \"blue\"\u2028")[] };
          numbers: { [key: string]: string };
          /** Anything. */
          any: unknown;
          object: { [key: string]: unknown };
          unit: null;
          character: string;
          described: "One" | "Two";
          external:
            | "Nothing"
            | { Number: number }
            | { Pair: [string, boolean] }
            | { Fields: { a: number } };
          internal:
            | { kind: "circle"; radius: number }
            | { kind: "square"; side: number }
            | { kind: "dot" };
          adjacent: { t: "A"; c: string } | { t: "B" };
          untagged: string | number | (boolean | null)[];
          flat: (
            | { kind: "circle"; radius: number }
            | { kind: "square"; side: number }
            | { kind: "dot" }
          ) & {
            own: string;
            side: number;
          };
          open: { known: string; [key: string]: unknown };
          counted: { known: string } & { [key: string]: number };
          wrapper: { inner?: "Red" | "light \"blue\"\u2028" | null };
          reserved: {
            constructor: string;
            "not-a-name": string;
            "\"*/\n": string;
            __proto__: null;
          };
          /**
           * `5` unless told otherwise.
           *
           * @default 5
           */
          defaulted?: number;
          /** @deprecated */
          old?: string | null;
          fixedValue: { a: [1, "b", null] };
          impossible?: never;
        };
        output: All;
        error:
          | "VALIDATION_ERROR"
          | "UNSUPPORTED_MEDIA_TYPE"
          | "INVALID_ORIGIN"
          | "MISSING_ORIGIN"
          | ErrorOfEvery;
      };
    };
    both: {
      /**
       * Takes a body and a query.
       *
       * `POST /api/both`
       */
      post: {
        input: { side: number };
        query?: { limit?: number };
        output: number;
        error:
          | "VALIDATION_ERROR"
          | "UNSUPPORTED_MEDIA_TYPE"
          | "INVALID_ORIGIN"
          | "MISSING_ORIGIN"
          | ErrorOfEvery;
      };
      /**
       * Takes a query alone.
       *
       * `DELETE /api/both`
       */
      delete: {
        query?: { limit?: number };
        output: number | null;
        error: "VALIDATION_ERROR" | "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery;
      };
    };
    /**
     * Takes a query.
     *
     * `GET /api/filter`
     */
    filter: {
      get: {
        input?: { limit?: number };
        output: number | null;
        error: "VALIDATION_ERROR" | ErrorOfEvery;
      };
    };
    /**
     * Whether the process answers.
     *
     * `GET /api/health`
     */
    health: {
      get: { output: Health; error: ErrorOfEvery };
      /**
       * Whether the process can serve.
       *
       * `GET /api/health/ready`
       */
      ready: { get: { output: Health; error: ErrorOfEvery } };
    };
    /**
     * This document. Every endpoint of the app in OpenAPI 3.1.
     *
     * `GET /api/openapi.json`
     */
    "openapi.json": { get: { output: { [key: string]: unknown }; error: ErrorOfEvery } };
    /**
     * *\/ export const x = 1 /*  txt
     * @deprecated ` ${HOME} \ " ' </script> .
     *
     * `POST /api/order`
     */
    order: {
      post: {
        input: { side: number };
        output: Order22;
        error:
          | "VALIDATION_ERROR"
          | "UNSUPPORTED_MEDIA_TYPE"
          | "INVALID_ORIGIN"
          | "MISSING_ORIGIN"
          | ErrorOfEvery;
      };
    };
    /**
     * Needs a query.
     *
     * `GET /api/search`
     */
    search: {
      get: {
        input: {
          /** What is searched for. */
          words: string;
          order?: "Red" | "light \"blue\"\u2028";
        };
        output: string;
        error: "VALIDATION_ERROR" | ErrorOfEvery;
      };
    };
    /**
     * A tree.
     *
     * `POST /api/tree`
     */
    tree: {
      post: {
        /** What somebody says, and what is said about it. */
        input: {
          text: string;
          /**
           * What is said about it.
           *
           * @default []
           */
          comments?: CommentInput[];
        };
        output: Comment | null;
        error:
          | "VALIDATION_ERROR"
          | "UNSUPPORTED_MEDIA_TYPE"
          | "INVALID_ORIGIN"
          | "MISSING_ORIGIN"
          | ErrorOfEvery;
      };
    };
  };
}
