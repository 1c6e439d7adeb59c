SELECT id1, id4, min(v1) AS low, max(v2) AS high, avg(v3) AS mean, count(DISTINCT id5) AS kinds FROM G1 GROUP BY id1, id4
