//! Queries to `pg_catalog`. They read one schema, the first of the search path; the tables whose
//! details are asked for are a JSON array of names.

/// Everything that takes a name: relations share one namespace, and a table takes the name of a
/// type too. (Types of arrays are renamed by the server when another object takes their name.)
pub(super) const OBJECTS: &str = "
    SELECT c.relname::text AS name, c.relkind::text AS kind
    FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT t.typname::text, 'type'
    FROM pg_type t
    WHERE t.typnamespace = current_schema()::regnamespace AND t.typrelid = 0
        AND t.typcategory <> 'A'
    ORDER BY name";

pub(super) const COLUMNS: &str = "
    SELECT c.relname::text AS relation, a.attname::text AS name, a.attnotnull AS not_null,
        format_type(a.atttypid, a.atttypmod)
            || coalesce(' COLLATE ' || quote_ident(l.collname), '') AS type,
        pg_get_expr(d.adbin, d.adrelid) AS default_value,
        a.attgenerated::text AS generated, a.attidentity::text AS identity
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_collation l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = current_schema()::regnamespace
        AND c.relname IN (SELECT json_array_elements_text($1::text::json))
    ORDER BY c.relname, a.attnum";

/// The foreign keys of the tables, and those that refer to them, from other schemas too.
pub(super) const FOREIGN_KEYS: &str = "
    SELECT c.relname::text AS relation, k.conname::text AS name, p.relname::text AS parent,
        c.relnamespace = current_schema()::regnamespace AS is_near,
        p.relnamespace = current_schema()::regnamespace AS refers_near,
        c.relnamespace::regnamespace::text AS schema,
        k.confdeltype::text AS on_delete, k.convalidated AS validated,
        (SELECT json_agg(a.attname ORDER BY o.at)::text
            FROM unnest(k.conkey) WITH ORDINALITY AS o(num, at)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.num) AS columns,
        (SELECT json_agg(a.attname ORDER BY o.at)::text
            FROM unnest(k.confkey) WITH ORDINALITY AS o(num, at)
            JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.num) AS parents,
        coalesce(pg_get_constraintdef(k.oid), k.conname) AS definition
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_class p ON p.oid = k.confrelid
    WHERE k.contype = 'f' AND (
        c.relnamespace = current_schema()::regnamespace
            AND c.relname IN (SELECT json_array_elements_text($1::text::json))
        OR p.relnamespace = current_schema()::regnamespace
            AND p.relname IN (SELECT json_array_elements_text($1::text::json)))
    ORDER BY k.conname, k.oid";

/// The columns of indexes, one a row; an expression has no name. `special` marks an index that is
/// other than a plain one over all rows: it has a condition, included columns, another method,
/// order, operator class or collation, a failed build, a check that waits for the commit, or nulls
/// that equal each other.
pub(super) const INDEXES: &str = "
    SELECT c.relname::text AS relation, n.relname::text AS name, i.indisunique AS is_unique,
        a.attname::text AS column_name,
        i.indpred IS NOT NULL OR i.indnatts <> i.indnkeyatts OR m.amname <> 'btree'
            OR NOT i.indisvalid OR NOT i.indimmediate OR i.indisexclusion
            OR i.indoption[o.at - 1] <> 0 OR NOT k.opcdefault
            OR a.attcollation IS DISTINCT FROM i.indcollation[o.at - 1]
            OR pg_get_indexdef(n.oid) LIKE '%) NULLS NOT DISTINCT%' AS special
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_class n ON n.oid = i.indexrelid
    JOIN pg_am m ON m.oid = n.relam
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS o(num, at)
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = o.num AND o.num <> 0
    LEFT JOIN pg_opclass k ON k.oid = i.indclass[o.at - 1]
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisprimary
        AND c.relname IN (SELECT json_array_elements_text($1::text::json))
        AND o.at <= i.indnkeyatts
    ORDER BY n.relname, o.at";

/// What tables have that a schema can't express: triggers and rules, then constraints and policies.
pub(super) const OTHERS: &str = "
    SELECT c.relname::text AS relation, true AS is_trigger, pg_get_triggerdef(t.oid) AS description
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
        AND c.relname IN (SELECT json_array_elements_text($1::text::json))
    UNION ALL
    SELECT c.relname::text, true, pg_get_ruledef(r.oid)
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    WHERE r.rulename <> '_RETURN' AND c.relnamespace = current_schema()::regnamespace
        AND c.relname IN (SELECT json_array_elements_text($1::text::json))
    UNION ALL
    SELECT c.relname::text, false, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE k.contype IN ('c', 'x') AND c.relnamespace = current_schema()::regnamespace
        AND c.relname IN (SELECT json_array_elements_text($1::text::json))
    UNION ALL
    SELECT c.relname::text, false, 'row security policy ' || quote_ident(p.polname)
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE c.relnamespace = current_schema()::regnamespace
        AND c.relname IN (SELECT json_array_elements_text($1::text::json))
    ORDER BY relation, description";
