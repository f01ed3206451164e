-- a procedure
CALL "PUBLIC"."R"("CUSTOMER" => TO_NUMBER(?, 38, 0), "DOC" => (PARSE_JSON(?))::VARIANT)
-- with: "1", "true"

-- a function
SELECT "PUBLIC"."R"("A" => TO_NUMBER(?, 38, 1)) AS "R"
-- with: "1.5"

-- a function of a table
SELECT * FROM TABLE("PUBLIC"."R"("A" => TO_NUMBER(?, 38, 0)))
-- with: "1"
