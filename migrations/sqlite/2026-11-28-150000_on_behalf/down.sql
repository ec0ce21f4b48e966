DROP TABLE on_behalf;
