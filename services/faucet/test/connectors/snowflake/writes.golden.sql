-- rows of several shapes 1
INSERT INTO "PUBLIC"."books" ("title", "pages", "price", "ratio", "active", "born", "at", "bytes", "doc") SELECT ?, TO_NUMBER(?, 38, 0), TO_NUMBER(?, 38, 4), TO_DOUBLE(?), ?, TO_DATE(?, 'YYYY-MM-DD'), TO_TIMESTAMP_TZ(?, 'YYYY-MM-DD"T"HH24:MI:SS.FF9TZH:TZM'), BASE64_DECODE_BINARY(?), PARSE_JSON(?)
-- with: "O'Neil \\ [x] 🙂", "300", "12345678901234567890.1234", "0.1", true, "2024-02-29", "2024-02-11T02:30:00.125000000+00:00", "AAEC/w==", "{\"a\":[1,2.50]}"

-- rows of several shapes 2
INSERT INTO "PUBLIC"."books" ("title") SELECT ? UNION ALL SELECT ?
-- with: "b", "c"

-- nothing but defaults 1
INSERT INTO "PUBLIC"."books" ("id") VALUES (DEFAULT)
-- with: nothing

-- values of its own types 1
INSERT INTO "PUBLIC"."books" ("title", "map", "list", "plain", "local", "clock", "place") SELECT NULL, PARSE_JSON(?)::OBJECT, PARSE_JSON(?)::ARRAY, TO_TIMESTAMP_NTZ(?, 'YYYY-MM-DD"T"HH24:MI:SS.FF9'), TO_TIMESTAMP_LTZ(?, 'YYYY-MM-DD"T"HH24:MI:SS.FF9TZH:TZM'), TO_TIME(?, 'HH24:MI:SS.FF9'), TO_GEOGRAPHY(?)
-- with: "{\"a\":1}", "[1,null]", "2024-02-11T08:00:00.125000000", "2024-02-11T00:00:00.000000000+00:00", "08:30:00.500000000", "POINT(1 2)"

-- an update
UPDATE "PUBLIC"."books" SET "doc" = PARSE_JSON(?) WHERE "pages" > TO_NUMBER(?, 38, 0)
-- with: "{\"a\":1}", "5"

-- the keys before an update
SELECT TO_VARCHAR(t."id") FROM "PUBLIC"."books" t WHERE t."pages" > TO_NUMBER(?, 38, 0)
-- with: "5"

-- the rows after a write
SELECT TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL('id', t."id", 'title', t."title")), IFF(t."pages" < TO_NUMBER(?, 38, 0), 1, 0), TO_VARCHAR(t."id") FROM "PUBLIC"."books" t WHERE t."id" IN (TO_NUMBER(?, 38, 0), TO_NUMBER(?, 38, 0))
-- with: "1000", "1", "2"
