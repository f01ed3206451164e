-- a procedure with an output
SET NOCOUNT ON;
DECLARE @v1 nvarchar(40) = @p1;
DECLARE @v2 decimal(10,2);
EXEC [dbo].[r] @note = @v1, @total = @v2 OUTPUT;
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"total":', ISNULL(N'"' + CONVERT(NVARCHAR(41), @v2) + N'"', N'null'), N'}') AS [faucet:outputs];
-- with: "it's"

-- a procedure that takes an output along
SET NOCOUNT ON;
DECLARE @v0 int = @p1;
DECLARE @v2 decimal(10,2) = CAST(@p2 AS DECIMAL(2, 1));
EXEC [dbo].[r] @customer = @v0, @total = @v2 OUTPUT;
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"total":', ISNULL(N'"' + CONVERT(NVARCHAR(41), @v2) + N'"', N'null'), N'}') AS [faucet:outputs];
-- with: 1n, "2.5"

-- a function, one argument left out
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"r":', ISNULL(CONVERT(NVARCHAR(41), r.v), N'null'), N'}') AS [json] FROM (SELECT [dbo].[r](DEFAULT, @p1) AS v) r
-- with: 2n

-- a function of a table
SELECT * FROM [dbo].[r](@p1)
-- with: 2n
