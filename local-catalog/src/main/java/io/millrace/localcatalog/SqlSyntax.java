package io.millrace.localcatalog;

import java.util.function.BiConsumer;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;

/**
 * Spark's own parser, without a session. Found at run time by its name: takes the kind of text, {@code expression} or
 * {@code query}, and the text; throws Spark's exception, with line and column, if it cannot be parsed.
 */
public final class SqlSyntax implements BiConsumer<String, String> {
    private final CatalystSqlParser parser = new CatalystSqlParser();

    /** Made by reflection. */
    public SqlSyntax() {}

    @Override
    public void accept(String kind, String text) {
        if (kind.equals("query")) {
            parser.parseQuery(text);
        } else {
            parser.parseExpression(text);
        }
    }
}
