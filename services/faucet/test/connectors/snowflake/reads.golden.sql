-- every column
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id", 'title', t."title", 'pages', t."pages", 'price', TO_VARCHAR(t."price"), 'ratio', IFF(t."ratio" = 'NaN'::FLOAT OR ABS(t."ratio") = 'inf'::FLOAT, TO_VARIANT(TO_VARCHAR(t."ratio")), TO_VARIANT(t."ratio")), 'active', t."active", 'born', TO_VARCHAR(t."born", 'YYYY-MM-DD'), 'at', TO_VARCHAR(CONVERT_TIMEZONE('UTC', t."at"), 'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"'), 'bytes', BASE64_ENCODE(t."bytes"), 'doc', t."doc", 'map', t."map", 'list', t."list", 'plain', TO_VARCHAR(t."plain", 'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"'), 'local', TO_VARCHAR(CONVERT_TIMEZONE('UTC', t."local"), 'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"'), 'clock', TO_VARCHAR(t."clock", 'HH24:MI:SS.FF9'), 'place', ST_ASWKT(t."place"))) AS c0 FROM "PUBLIC"."books" t LIMIT 25
-- with: nothing

-- keys beside the rows
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('title', t."title")) AS c0, TO_VARCHAR(t."id") AS c1, t."title" AS c2, TO_VARCHAR(t."pages") AS c3, TO_VARCHAR(t."price") AS c4, TO_VARCHAR(t."ratio") AS c5, TO_VARCHAR(t."active") AS c6, TO_VARCHAR(t."born", 'YYYY-MM-DD') AS c7, TO_VARCHAR(CONVERT_TIMEZONE('UTC', t."at"), 'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"') AS c8, BASE64_ENCODE(t."bytes") AS c9, TO_JSON(TO_VARIANT(t."doc")) AS c10, TO_JSON(TO_VARIANT(t."map")) AS c11, TO_JSON(TO_VARIANT(t."list")) AS c12, TO_VARCHAR(t."plain", 'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"') AS c13, TO_VARCHAR(CONVERT_TIMEZONE('UTC', t."local"), 'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"') AS c14, TO_VARCHAR(t."clock", 'HH24:MI:SS.FF9') AS c15, ST_ASWKT(t."place") AS c16 FROM "PUBLIC"."books" t LIMIT 25
-- with: nothing

-- a page in an order with nulls
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id")) AS c0 FROM "PUBLIC"."books" t ORDER BY t."pages" NULLS LAST, t."at" DESC NULLS FIRST, t."id" LIMIT 25 OFFSET 50
-- with: nothing

-- all rows
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id")) AS c0 FROM "PUBLIC"."books" t
-- with: nothing

-- rows after an offset
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id")) AS c0 FROM "PUBLIC"."books" t LIMIT NULL OFFSET 5
-- with: nothing

-- a group and a condition on it
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('title', t."title", 'n', COUNT(*), 'prices', COUNT(DISTINCT t."price"), 'pages', SUM(t."pages"), 'mean', IFF(AVG(t."pages"::FLOAT) = 'NaN'::FLOAT OR ABS(AVG(t."pages"::FLOAT)) = 'inf'::FLOAT, TO_VARIANT(TO_VARCHAR(AVG(t."pages"::FLOAT))), TO_VARIANT(AVG(t."pages"::FLOAT))), 'total', TO_VARCHAR(SUM(t."price")), 'last', TO_VARCHAR(CONVERT_TIMEZONE('UTC', MAX(t."at")), 'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"'))) AS c0 FROM "PUBLIC"."books" t GROUP BY t."title" HAVING COUNT(*) > TO_NUMBER(?, 38, 0) ORDER BY COUNT(*) DESC LIMIT 25
-- with: "2"

-- at most three for each title
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id", 'title', t."title")) AS c0, t."title" AS c1 FROM (SELECT t.*, ROW_NUMBER() OVER (PARTITION BY t."title" ORDER BY t."pages" NULLS LAST) AS "row_number" FROM "PUBLIC"."books" t) t WHERE t."row_number" > ? AND t."row_number" <= ? ORDER BY t."row_number"
-- with: 0, 3

-- after a cursor
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id")) AS c0 FROM "PUBLIC"."books" t WHERE ((t."pages" > TO_NUMBER(?, 38, 0) OR t."pages" IS NULL)) OR (t."pages" = TO_NUMBER(?, 38, 0) AND t."id" < TO_NUMBER(?, 38, 0)) LIMIT 25
-- with: "300", "300", "7"

-- after a cursor on null
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id")) AS c0 FROM "PUBLIC"."books" t WHERE (t."pages" IS NOT NULL) OR (t."pages" IS NULL AND t."id" > TO_NUMBER(?, 38, 0)) LIMIT 25
-- with: "7"

-- comparisons of every type
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id")) AS c0 FROM "PUBLIC"."books" t WHERE ((t."id" = TO_NUMBER(?, 38, 0)) AND (t."active" = ?) AND (t."born" = TO_DATE(?, 'YYYY-MM-DD')) AND (t."bytes" = BASE64_DECODE_BINARY(?)) AND (t."pages" <> TO_NUMBER(?, 38, 1))) AND ((t."price" >= TO_NUMBER(?, 38, 2)) AND (t."price" < TO_NUMBER(?, 38, 0)) AND (t."ratio" <= TO_DOUBLE(?)) AND (t."title" > ?) AND (t."at" > TO_TIMESTAMP_TZ(?, 'YYYY-MM-DD"T"HH24:MI:SS.FF9TZH:TZM'))) LIMIT 25
-- with: "9007199254740993", true, "2024-02-29", "AAEC/w==", "1.5", "12.50", "20", "1e-3", "L'Aquila", "2024-02-11T02:30:00.500000000+00:00"

-- lists and ranges
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id")) AS c0 FROM "PUBLIC"."books" t WHERE (t."id" IN (TO_NUMBER(?, 38, 0), TO_NUMBER(?, 38, 0))) OR (t."title" NOT IN (?)) OR (1 = 0) OR (t."pages" NOT BETWEEN TO_NUMBER(?, 38, 0) AND TO_NUMBER(?, 38, 0)) OR (NOT (t."at" IS NULL)) OR (1 = 0) LIMIT 25
-- with: "1", "2", "a", "1", "9"

-- patterns
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id")) AS c0 FROM "PUBLIC"."books" t WHERE (t."title" LIKE ?) AND (NOT (TO_VARCHAR(t."pages") LIKE ?)) AND (t."title" LIKE ? ESCAPE '\\') AND (TO_VARCHAR(t."price") LIKE ? ESCAPE '\\') AND (TO_VARCHAR(CONVERT_TIMEZONE('UTC', t."at"), 'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"') LIKE ? ESCAPE '\\') LIMIT 25
-- with: "a%[b]_\\", "1%", "%50\\%\\_[x]\\\\%", "1%", "%Z"

-- some keys
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id")) AS c0 FROM "PUBLIC"."books" t WHERE t."id" IN (TO_NUMBER(?, 38, 0), TO_NUMBER(?, 38, 0)) LIMIT 25
-- with: "1", "2"

-- composite keys
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id")) AS c0 FROM "PUBLIC"."books" t WHERE (t."id" = TO_NUMBER(?, 38, 0) AND t."title" = ?) OR (t."id" = TO_NUMBER(?, 38, 0) AND t."title" = ?) LIMIT 25
-- with: "1", "a", "2", "b"

-- a count
SELECT COUNT(*) FROM "PUBLIC"."books" t WHERE t."pages" > TO_NUMBER(?, 38, 0)
-- with: "100"

-- a count of all
SELECT COUNT(*) FROM "PUBLIC"."books" t
-- with: nothing

-- a delete
DELETE FROM "PUBLIC"."books" WHERE "id" = TO_NUMBER(?, 38, 0)
-- with: "3"

-- names that break whoever forgets to quote
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('i"d]', t."i""d]", 'o''r`d.er', t."o'r`d.er")) AS c0 FROM "PUBLIC"."we""ird ]table" t ORDER BY t."i""d]" DESC LIMIT 1
-- with: nothing

-- literals of its own types
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id")) AS c0 FROM "PUBLIC"."books" t WHERE (t."plain" = TO_TIMESTAMP_NTZ(?, 'YYYY-MM-DD"T"HH24:MI:SS.FF9')) AND (t."clock" = TO_TIME(?, 'HH24:MI:SS.FF9')) AND (t."active" = ?) AND (t."local" > TO_TIMESTAMP_LTZ(?, 'YYYY-MM-DD"T"HH24:MI:SS.FF9TZH:TZM'))
-- with: "2024-02-11T00:00:00.000000000", "08:30:00.000000000", true, "2024-02-11T07:00:00.000000000+00:00"
