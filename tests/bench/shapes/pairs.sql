SELECT producto, count(*) AS clients FROM (SELECT DISTINCT cliente_id, producto FROM TX) GROUP BY producto
