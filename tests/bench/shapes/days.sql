SELECT CAST(fecha AS DATE) AS day, metodo_pago, sum(cantidad) AS items, avg(precio_venta) AS price FROM TX GROUP BY ALL
