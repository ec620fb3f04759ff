package io.millrace.localcatalog;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.catalog.CatalogStorageFormat;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.V1Table;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;

/** What Delta's own catalog asks for: the folder of a name. It creates and changes nothing. */
@SuppressWarnings("deprecation") // the forms of Spark 4.0, to which those of 4.1 lead
final class FolderDelegate implements TableCatalog {
    private final String catalog;
    private final Warehouse warehouse;

    FolderDelegate(String catalog, Warehouse warehouse) {
        this.catalog = catalog;
        this.warehouse = warehouse;
    }

    @Override
    public void initialize(String name, CaseInsensitiveStringMap options) {}

    @Override
    public String name() {
        return catalog;
    }

    @Override
    public Table loadTable(Identifier identifier) throws NoSuchTableException {
        if (identifier.namespace().length != 1 || LocalCatalog.isPath(identifier)) {
            throw new NoSuchTableException(identifier);
        }
        Path folder = warehouse.table(identifier);
        if (!Warehouse.isTable(folder)) {
            throw new NoSuchTableException(identifier);
        }
        return new V1Table(describe(identifier, folder));
    }

    private CatalogTable describe(Identifier identifier, Path folder) {
        var name =
                new TableIdentifier(identifier.name(), Option.apply(identifier.namespace()[0]), Option.apply(catalog));
        var storage = new CatalogStorageFormat(
                Option.apply(new org.apache.hadoop.fs.Path("file", "", folder.toString()).toUri()),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                false,
                Map$.MODULE$.empty());
        Seq<String> none = nothing();
        return new CatalogTable(
                name,
                CatalogTableType.MANAGED(),
                storage,
                new StructType(),
                Option.apply("delta"),
                none,
                Option.empty(),
                "",
                0L,
                -1L,
                "",
                Map$.MODULE$.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                none,
                false,
                true,
                Map$.MODULE$.empty(),
                Option.empty());
    }

    @SuppressWarnings("unchecked")
    private static Seq<String> nothing() {
        return (Seq<String>) (Seq<?>) Nil$.MODULE$;
    }

    @Override
    public Identifier[] listTables(String[] namespace) {
        throw unsupported("SHOW TABLES");
    }

    @Override
    public Table createTable(
            Identifier identifier, StructType schema, Transform[] partitions, Map<String, String> properties) {
        throw unsupported("CREATE TABLE");
    }

    @Override
    public Table alterTable(Identifier identifier, TableChange... changes) {
        throw unsupported("ALTER TABLE");
    }

    @Override
    public boolean dropTable(Identifier identifier) {
        throw unsupported("DROP TABLE");
    }

    @Override
    public void renameTable(Identifier from, Identifier to) {
        throw unsupported("RENAME TABLE");
    }

    private UnsupportedOperationException unsupported(String statement) {
        return new UnsupportedOperationException(statement + " of a table that is not a Delta table of " + catalog);
    }
}
