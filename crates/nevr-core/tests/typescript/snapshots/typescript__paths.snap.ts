// Written by `nevr generate`, from the config file and the plugins: what is changed here is lost.
/* eslint-disable */

/** The answer of a process that runs. */
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
  entities: {};
  /** The endpoints, by their paths. */
  endpoints: {
    /** `POST /api/*` */
    "*": { post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery } };
    ".well-known": {
      /** `POST /api/.well-known/nevr` */
      nevr: { post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery } };
    };
    /** `POST /api/$id` */
    "/$id": { post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery } };
    /** `POST /api/get` */
    "/get": { post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery } };
    /** `POST /api/getThing` */
    "/getThing": {
      post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery };
    };
    "/post": {
      "/then": {
        "/toJSON": {
          "/constructor": {
            /** `POST /api/post/then/toJSON/constructor/prototype` */
            "/prototype": {
              post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery };
            };
          };
        };
      };
    };
    /** `POST /api/session` */
    "/session": {
      post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery };
    };
    deep: {
      /** `POST /api/deep/session` */
      session: {
        post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery };
      };
    };
    files: {
      /**
       * A part of a segment.
       *
       * `GET /api/files/{name}.txt`
       */
      "${name}.txt": { get: { output: null; error: ErrorOfEvery } };
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
    /** `POST /api/robots.txt` */
    "robots.txt": {
      post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery };
    };
    signIn: {
      /**
       * Two methods at one place.
       *
       * `GET /api/sign-in`
       */
      get: { output: null; error: ErrorOfEvery };
      /** `POST /api/sign-in` */
      post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery };
      /** `POST /api/sign-in/2fa` */
      "2fa": { post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery } };
    };
    /**
     * A place with places below it.
     *
     * `GET /api/things`
     */
    things: {
      get: { output: null; error: ErrorOfEvery };
      $id: {
        /**
         * One of them.
         *
         * `GET /api/things/{id}`
         */
        get: { output: number; error: "VALIDATION_ERROR" | ErrorOfEvery };
        /**
         * Change it.
         *
         * `PATCH /api/things/{id}`
         */
        patch: {
          output: number;
          error: "VALIDATION_ERROR" | "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery;
        };
      };
    };
    /** `POST /api/use-session` */
    "use-session": {
      post: { output: null; error: "INVALID_ORIGIN" | "MISSING_ORIGIN" | ErrorOfEvery };
    };
  };
}
