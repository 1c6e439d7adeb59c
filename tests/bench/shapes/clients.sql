SELECT cliente_id, count(*) AS n, sum(precio_venta) AS total, max(fecha) AS last FROM TX GROUP BY cliente_id
