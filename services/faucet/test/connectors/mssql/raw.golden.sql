-- without decimals
SET ROWCOUNT 101;
SELECT price, name AS [a]]b] FROM t WHERE name = 'x' AND id = @p1
;SET ROWCOUNT 0;
-- with: 1

-- with a decimal
SET ROWCOUNT 101;
EXEC sys.sp_executesql N'SELECT price, name AS [a]]b] FROM t WHERE name = ''x'' AND id = @p1', N'@p1 bigint, @p2 nvarchar(max), @p3 nvarchar(max), @p4 float, @p5 bit', @p1 = @p1, @p2 = @p2, @p3 = @p3, @p4 = @p4, @p5 = @p5 WITH RESULT SETS (([price] varchar(41) NULL, [a]]b] nvarchar(40) NULL, [column3] int NULL))
;SET ROWCOUNT 0;
-- with: 1, "text", null, 1.5, true
