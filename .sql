-- setup
SET threads=;
-- name: 
COPY (
) TO '.parquet' (FORMAT parquet, COMPRESSION zstd)
