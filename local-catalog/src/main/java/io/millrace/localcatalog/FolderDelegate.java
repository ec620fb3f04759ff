package io.millrace.localcatalog;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
public final class FolderDelegate implements TableCatalog {
    private final String catalog;
    private final Function<Identifier, Optional<URI>> folders;

    /**
     * Returns the delegate of a catalog.
     *
     * @param folders gives the folder of a Delta table by its schema and name; empty if there is no such table
     */
    public FolderDelegate(String catalog, Function<Identifier, Optional<URI>> folders) {
        this.catalog = catalog;
        this.folders = folders;
    }

    @Override
    public void initialize(String name, CaseInsensitiveStringMap options) {}

    @Override
    public String name() {
        return catalog;
    }

    @Override
    public Table loadTable(Identifier identifier) throws NoSuchTableException {
        if (identifier.namespace().length != 1 || DeltaTables.isPath(identifier)) {
            throw new NoSuchTableException(identifier);
        }
        URI folder = folders.apply(identifier).orElse(null);
        if (folder == null) {
            throw new NoSuchTableException(identifier);
        }
        return new V1Table(describe(identifier, folder));
    }

    private CatalogTable describe(Identifier identifier, URI folder) {
        var name =
                new TableIdentifier(identifier.name(), Option.apply(identifier.namespace()[0]), Option.apply(catalog));
        var storage = new CatalogStorageFormat(
                Option.apply(folder), Option.empty(), Option.empty(), Option.empty(), false, Map$.MODULE$.empty());
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
