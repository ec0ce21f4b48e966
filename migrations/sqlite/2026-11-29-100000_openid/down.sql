DROP TABLE openid_binding;
