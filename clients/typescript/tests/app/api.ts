// Written by `nevr generate`, from the config file and the plugins: what is changed here is lost.
/* eslint-disable */

/** Somebody who uses the app. */
export interface User {
  /** Identifies the row; not a secret. */
  id: string;
  /** What the user is called. */
  name: string;
  /** The address, in lower case. */
  email: string | null;
  /** Whether the user proved to read the address. */
  emailVerified: boolean;
  /** URL of a picture. */
  image: string | null;
  /** @format date-time */
  createdAt: string;
  /** @format date-time */
  updatedAt: string;
  locale: string | null;
  /** Whether the user is a guest. */
  isAnonymous: boolean;
  /** Id of the guest that the user is or was; null for who never was one. */
  anonymousId: string | null;
}

/** A time in which a user is signed in on a device. */
export interface Session {
  /** Identifies the row; not a secret. */
  id: string;
  userId: string;
  /**
   * When it ends if it is not used.
   *
   * @format date-time
   */
  expiresAt: string;
  /** Address that it was begun from. */
  ipAddress: string | null;
  /** Program that it was begun with. */
  userAgent: string | null;
  /** @format date-time */
  createdAt: string;
  /** @format date-time */
  updatedAt: string;
}

/** A way to sign in that a user has. */
export interface Account {
  /** Identifies the row; not a secret. */
  id: string;
  userId: string;
  providerId: string;
  accountId: string;
  /** @format date-time */
  createdAt: string;
  /** @format date-time */
  updatedAt: string;
}

/** Proves, once, that somebody reads an address. */
export interface Verification {
  /** Identifies the row; not a secret. */
  id: string;
  identifier: string;
  /** @format date-time */
  expiresAt: string;
}

/** The process answers. */
export interface Health {
  /** Always `ok`. */
  status: string;
}

/** Somebody is signed in. */
export interface SignedIn {
  /**
   * The session's token, for clients that send it as bearer. `null` when no session began, or
   * when it is in the cookie.
   */
  token: string | null;
  /** The user. */
  user: User;
}

/** It is done. */
export interface Done {
  /** Always `true`. */
  success: boolean;
}

/** A session with its user. */
export interface CurrentSession {
  /** The session. */
  session: Session;
  /** Its user. */
  user: User;
}

/** A session of the user. */
export type ListedSession = Session & {
  /** There on the session that asks. */
  current?: true;
};

/** It is done. */
export interface Status {
  /** Always `true`. */
  status: boolean;
}

/** The user as it is now. */
export interface Updated {
  /** Always `true`. */
  status: boolean;
  /** The user. */
  user: User;
}

/** A way to sign in that the user has. */
export interface ListedAccount {
  /** Id of the account. */
  id: string;
  /** Who vouches for it: `credential` for a password. */
  providerId: string;
  /** The person's id there; for a password, the user's own. */
  accountId: string;
  /**
   * When it was made.
   *
   * @format date-time
   */
  createdAt: string;
  /**
   * When it was last changed.
   *
   * @format date-time
   */
  updatedAt: string;
}

/** The guest is a full account. */
export interface Linked {
  /** Always `true`. */
  success: boolean;
  /** The token of the new session; the guest's tokens are dead. */
  token: string | null;
  /** The user, with the id that it had as a guest. */
  user: User;
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
  entities: { user: User; session: Session; account: Account; verification: Verification };
  /** The endpoints, by their paths. */
  endpoints: {
    auth: {
      anonymous: {
        /**
         * Make the guest a full account. The guest keeps its id and all that it owns. Its sessions end, and a new one begins.
         *
         * `POST /api/auth/anonymous/link`
         */
        link: {
          post: {
            /** What the account is to be. */
            input: {
              /**
               * The e-mail address.
               *
               * @format email
               */
              email: string;
              /** The password. */
              password: string;
              /** What the user is called; without it, the name stays. */
              name?: string | null;
              locale?: string | null;
            };
            output: Linked;
            error:
              | "VALIDATION_ERROR"
              | "UNSUPPORTED_MEDIA_TYPE"
              | "NOT_ANONYMOUS"
              | "USER_ALREADY_EXISTS"
              | "SIGN_UP_DISABLED"
              | "UNAUTHORIZED"
              | "RATE_LIMITED"
              | "INVALID_ORIGIN"
              | "MISSING_ORIGIN"
              | ErrorOfEvery;
          };
        };
      };
      /**
       * Change the password. Rotates the session, and ends all others unless told otherwise.
       *
       * `POST /api/auth/change-password`
       */
      changePassword: {
        post: {
          /** The old password and the new one. */
          input: {
            /** The password as it is. */
            currentPassword: string;
            /** The password as it shall be. */
            newPassword: string;
            /** Whether all other sessions end; they do unless told otherwise. */
            revokeOtherSessions?: boolean | null;
          };
          output: SignedIn;
          error:
            | "GUEST_NOT_ALLOWED"
            | "VALIDATION_ERROR"
            | "UNSUPPORTED_MEDIA_TYPE"
            | "INVALID_PASSWORD"
            | "UNAUTHORIZED"
            | "RATE_LIMITED"
            | "INVALID_ORIGIN"
            | "MISSING_ORIGIN"
            | ErrorOfEvery;
        };
      };
      /**
       * Delete the user. Deletes the user with all that belongs to it. Who has a password must send it.
       *
       * `POST /api/auth/delete-user`
       */
      deleteUser: {
        post: {
          /** What proves that the user means it. */
          input?: {
            /** The password, for who has one. */
            password?: string | null;
          };
          output: Done;
          error:
            | "VALIDATION_ERROR"
            | "UNSUPPORTED_MEDIA_TYPE"
            | "INVALID_PASSWORD"
            | "UNAUTHORIZED"
            | "RATE_LIMITED"
            | "INVALID_ORIGIN"
            | "MISSING_ORIGIN"
            | ErrorOfEvery;
        };
      };
      /**
       * Who is signed in. The session with its user, or `null`. A use extends the session.
       *
       * `GET /api/auth/get-session`
       */
      getSession: {
        get: {
          /** How the session is asked for. */
          input?: {
            /** Whether this use may extend the session; it may unless told otherwise. */
            refresh?: boolean;
          };
          output: CurrentSession | null;
          error: "VALIDATION_ERROR" | ErrorOfEvery;
        };
      };
      /**
       * The user's ways to sign in.
       *
       * `GET /api/auth/list-accounts`
       */
      listAccounts: { get: { output: ListedAccount[]; error: "UNAUTHORIZED" | ErrorOfEvery } };
      /**
       * The user's live sessions.
       *
       * `GET /api/auth/list-sessions`
       */
      listSessions: { get: { output: ListedSession[]; error: "UNAUTHORIZED" | ErrorOfEvery } };
      /**
       * End all sessions of the user but this one.
       *
       * `POST /api/auth/revoke-other-sessions`
       */
      revokeOtherSessions: {
        post: {
          output: Status;
          error: "UNAUTHORIZED" | "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery;
        };
      };
      /**
       * End one session of the user. An id that is unknown, or of somebody else, is left alone.
       *
       * `POST /api/auth/revoke-session`
       */
      revokeSession: {
        post: {
          /** Which session is to end. */
          input: {
            /** Id of the session. */
            id: string;
          };
          output: Status;
          error:
            | "VALIDATION_ERROR"
            | "UNSUPPORTED_MEDIA_TYPE"
            | "UNAUTHORIZED"
            | "INVALID_ORIGIN"
            | "MISSING_ORIGIN"
            | ErrorOfEvery;
        };
      };
      /**
       * End all sessions of the user.
       *
       * `POST /api/auth/revoke-sessions`
       */
      revokeSessions: {
        post: {
          output: Status;
          error: "UNAUTHORIZED" | "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery;
        };
      };
      signIn: {
        /**
         * Become a guest. Makes a guest and signs it in. A guest who asks again stays who it is.
         *
         * `POST /api/auth/sign-in/anonymous`
         */
        anonymous: {
          post: {
            /** Nothing is asked of a guest. */
            input?: { [key: string]: never };
            output: SignedIn;
            error:
              | "VALIDATION_ERROR"
              | "UNSUPPORTED_MEDIA_TYPE"
              | "ALREADY_SIGNED_IN"
              | "ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY"
              | "RATE_LIMITED"
              | "INVALID_ORIGIN"
              | "MISSING_ORIGIN"
              | ErrorOfEvery;
          };
        };
        /**
         * Sign in with e-mail address and password. Answers every cause of failure alike.
         *
         * `POST /api/auth/sign-in/email`
         */
        email: {
          post: {
            /** Who signs in. */
            input: {
              /**
               * The e-mail address.
               *
               * @format email
               */
              email: string;
              /** The password. */
              password: string;
              /** Whether the session outlives the browser; it does unless told otherwise. */
              rememberMe?: boolean | null;
            };
            output: SignedIn;
            error:
              | "VALIDATION_ERROR"
              | "UNSUPPORTED_MEDIA_TYPE"
              | "INVALID_EMAIL_OR_PASSWORD"
              | "RATE_LIMITED"
              | "INVALID_ORIGIN"
              | "MISSING_ORIGIN"
              | ErrorOfEvery;
          };
        };
      };
      /**
       * Sign out. Ends the session, if there is one.
       *
       * `POST /api/auth/sign-out`
       */
      signOut: {
        post: { output: Done; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery };
      };
      signUp: {
        /**
         * Sign up with e-mail address and password. Makes an account. A guest who is signed in becomes it, with the same id and all that it owns; its sessions end and a new one begins.
         *
         * `POST /api/auth/sign-up/email`
         */
        email: {
          post: {
            /** A new account. */
            input: {
              /** What the user is called. */
              name: string;
              /**
               * The e-mail address.
               *
               * @format email
               */
              email: string;
              /** The password. */
              password: string;
              /**
               * URL of a picture.
               *
               * @format uri
               */
              image?: string | null;
              /** Whether the session outlives the browser; it does unless told otherwise. */
              rememberMe?: boolean | null;
              locale?: string | null;
            };
            output: SignedIn;
            error:
              | "VALIDATION_ERROR"
              | "UNSUPPORTED_MEDIA_TYPE"
              | "USER_ALREADY_EXISTS"
              | "SIGN_UP_DISABLED"
              | "RATE_LIMITED"
              | "NOT_ANONYMOUS"
              | "INVALID_ORIGIN"
              | "MISSING_ORIGIN"
              | ErrorOfEvery;
          };
        };
      };
      /**
       * Change name, picture and other fields of the user.
       *
       * `POST /api/auth/update-user`
       */
      updateUser: {
        post: {
          /** What is to change. */
          input?: {
            /** What the user is called. */
            name?: string | null;
            /**
             * URL of a picture; `null` takes it away.
             *
             * @format uri
             */
            image?: string | null;
            locale?: string | null;
          };
          output: Updated;
          error:
            | "VALIDATION_ERROR"
            | "UNSUPPORTED_MEDIA_TYPE"
            | "UNAUTHORIZED"
            | "INVALID_ORIGIN"
            | "MISSING_ORIGIN"
            | ErrorOfEvery;
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
     * This document. Every endpoint of the app in OpenAPI 3.1.
     *
     * `GET /api/openapi.json`
     */
    "openapi.json": { get: { output: { [key: string]: unknown }; error: ErrorOfEvery } };
  };
}
