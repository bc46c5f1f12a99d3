// Written by `nevr generate`, from the config file and the plugins: what is changed here is lost.
/* eslint-disable */

/** Who signs in. */
export interface User {
  /** Identifies the row; not a secret. */
  id: string;
  name: string;
  email: string | null;
  /** @format date-time */
  createdAt: string;
  /** @format date-time */
  updatedAt: string;
  isAnonymous: boolean;
}

export interface Session {
  /** Identifies the row; not a secret. */
  id: string;
  userId: string;
}

/**
 * '; DROP TABLE "user"; -- *\/ " \ ` ${HOME} </script>
 * --
 * #
 */
export interface Select {
  /** Identifies the row; not a secret. */
  id: string;
  /**
   * '; DROP TABLE "user"; -- *\/ " \ ` ${HOME} </script>
   * --
   * #
   */
  order: string;
}

export interface Delete {
  /** Identifies the row; not a secret. */
  id: string;
  from: string;
  /** @format date-time */
  createdAt: string;
  /** @format date-time */
  updatedAt: string;
}

/** The process answers. */
export interface Health {
  /** Always `ok`. */
  status: string;
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
  entities: { user: User; session: Session; select: Select; delete: Delete };
  /** The endpoints, by their paths. */
  endpoints: {
    auth: {
      anonymous: {
        /**
         * Makes an account of a guest.
         *
         * `POST /api/auth/anonymous/link`
         */
        link: {
          post: {
            output: string | null;
            error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery;
          };
        };
      };
      /**
       * Who is signed in.
       *
       * `GET /api/auth/get-session`
       */
      getSession: { get: { output: string | null; error: ErrorOfEvery } };
      signIn: {
        /**
         * Makes a guest.
         *
         * `POST /api/auth/sign-in/anonymous`
         */
        anonymous: {
          post: {
            output: string | null;
            error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery;
          };
        };
      };
      /**
       * Ends the session.
       *
       * `POST /api/auth/sign-out`
       */
      signOut: {
        post: { output: string | null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery };
      };
      signUp: {
        /**
         * Makes an account.
         *
         * `POST /api/auth/sign-up/email`
         */
        email: {
          post: {
            output: string | null;
            error: "RATE_LIMITED" | "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery;
          };
        };
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
     * '; DROP TABLE "user"; -- *\/ " \ ` ${HOME} </script>
     * --
     * #. '; DROP TABLE "user"; -- *\/ " \ ` ${HOME} </script>
     * --
     * #
     *
     * `GET /api/hostile`
     */
    hostile: { get: { output: string | null; error: ErrorOfEvery } };
    /**
     * This document. Every endpoint of the app in OpenAPI 3.1.
     *
     * `GET /api/openapi.json`
     */
    "openapi.json": { get: { output: { [key: string]: unknown }; error: ErrorOfEvery } };
  };
}
