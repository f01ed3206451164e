-- a procedure with outputs
DECLARE
v0 NUMBER := TO_NUMBER(:1);
v2 NUMBER;
v3 BOOLEAN := TRUE;
v3b VARCHAR2(5);
BEGIN
"APP"."R"("CUSTOMER" => v0, "TOTAL" => v2, "DONE" => v3);
v3b := CASE WHEN v3 THEN 'true' WHEN NOT v3 THEN 'false' END;
SELECT JSON_OBJECT(KEY 'TOTAL' VALUE v2, KEY 'DONE' VALUE v3b FORMAT JSON NULL ON NULL RETURNING CLOB) INTO :2 FROM DUAL;
END;
-- with: "1"
-- {"outputs":["text"],"isBlock":true}

-- a procedure with a cursor
DECLARE
v0 DATE := TO_DATE(:1, 'YYYY-MM-DD"T"HH24:MI:SS');
v2 NUMBER;
BEGIN
"APP"."R"("SINCE" => v0, "FOUND" => :2, "N" => v2);
SELECT JSON_OBJECT(KEY 'N' VALUE v2 NULL ON NULL RETURNING CLOB) INTO :3 FROM DUAL;
END;
-- with: "2024-02-11T00:00:00"
-- {"outputs":["rows","text"],"isBlock":true}

-- a function
DECLARE
vr VARCHAR2(32767);
v0 NUMBER := TO_NUMBER(:1);
BEGIN
vr := "APP"."R"("A" => v0);
SELECT JSON_OBJECT(KEY 'R' VALUE vr NULL ON NULL RETURNING CLOB) INTO :2 FROM DUAL;
END;
-- with: "1.5"
-- {"outputs":["text"],"isBlock":true}

-- a function that returns a cursor
DECLARE
v0 NUMBER := TO_NUMBER(:1);
BEGIN
:2 := "APP"."R"("A" => v0);
END;
-- with: "1"
-- {"outputs":["rows"],"isBlock":true}

-- a procedure without parameters
BEGIN
"APP"."R";
END;
-- with: nothing
-- {"outputs":[],"isBlock":true}
