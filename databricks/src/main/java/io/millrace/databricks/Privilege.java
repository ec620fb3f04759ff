package io.millrace.databricks;

import io.millrace.config.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a call needs: said where the workspace does not say it.
 *
 * @param statements the statements that give it, up to the user
 * @param other what else gives it, where no statement does
 */
public record Privilege(List<String> statements, String other) {
    private static final Pattern SAID = Pattern.compile(
            "does not have ([A-Z][A-Z_ ]*[A-Z]) on"
                    + " (Catalog|Schema|Volume|Table|Metastore|Routine or Model|Registered Model|Model|Function)(?: '([^']+)')?");

    /** To change a job. */
    public static final Privilege JOBS = new Privilege(
            List.of(),
            "whoever manages the job gives it: Can Manage in the job's permissions, and the use of its run-as principal and"
                    + " cluster policy");

    /** To write runs. */
    public static final Privilege EXPERIMENTS = new Privilege(
            List.of(),
            "whoever manages the experiment, or the folder of the workspace that it lies in, gives it: Can Edit in its permissions");

    /** Copies the statements. */
    public Privilege {
        statements = List.copyOf(statements);
    }

    /** What whoever may see a thing may do. */
    public static final Privilege NONE = new Privilege(List.of(), "whoever owns it gives it");

    /** To use a catalog. */
    public static Privilege use(String catalog) {
        return new Privilege(List.of("GRANT USE CATALOG ON CATALOG " + quoted(catalog)), "");
    }

    /** To make a schema. */
    public static Privilege createSchema(String catalog) {
        return new Privilege(List.of("GRANT USE CATALOG, CREATE SCHEMA ON CATALOG " + quoted(catalog)), "");
    }

    /** To read a table. */
    public static Privilege select(TableName table) {
        return new Privilege(onTable("SELECT", table), "");
    }

    /** To change what is known of a table. */
    public static Privilege own(TableName table) {
        return new Privilege(onTable("MANAGE", table), "");
    }

    /** To tag a table or its columns. */
    public static Privilege tag(TableName table) {
        return new Privilege(onTable("APPLY TAG", table), "");
    }

    private static List<String> onTable(String privilege, TableName table) {
        return List.of(
                "GRANT USE CATALOG ON CATALOG " + quoted(table.catalog()),
                "GRANT USE SCHEMA ON SCHEMA " + quoted(table.catalog()) + "." + quoted(table.schema()),
                "GRANT " + privilege + " ON TABLE " + table.sql());
    }

    /** To read what lies in a volume. */
    public static Privilege read(TableName volume) {
        return new Privilege(onVolume("READ VOLUME", volume), "");
    }

    /** To write into a volume. */
    public static Privilege write(TableName volume) {
        return new Privilege(onVolume("READ VOLUME, WRITE VOLUME", volume), "");
    }

    /** To make a volume. */
    public static Privilege create(TableName volume) {
        return new Privilege(
                List.of(
                        "GRANT USE CATALOG ON CATALOG " + quoted(volume.catalog()),
                        "GRANT USE SCHEMA, CREATE VOLUME ON SCHEMA " + quoted(volume.catalog()) + "."
                                + quoted(volume.schema())),
                "");
    }

    /** To make a registered model; {@code model} is its full name. */
    public static Privilege createModel(String model) {
        List<String> names = names(model);
        return new Privilege(
                List.of(
                        use(names),
                        "GRANT USE SCHEMA, CREATE MODEL ON SCHEMA " + quoted(names.subList(0, names.size() - 1))),
                "");
    }

    /** To read a registered model and its files. */
    public static Privilege readModel(String model) {
        return onModel("EXECUTE", model);
    }

    /** To make versions of a registered model, and to move its aliases. */
    public static Privilege changeModel(String model) {
        return onModel("EXECUTE, MANAGE", model);
    }

    /** To tag a registered model and its versions. */
    public static Privilege tagModel(String model) {
        return onModel("EXECUTE, APPLY TAG", model);
    }

    /** In SQL a model is a function. */
    private static Privilege onModel(String privileges, String model) {
        List<String> names = names(model);
        return new Privilege(
                List.of(
                        use(names),
                        "GRANT USE SCHEMA ON SCHEMA " + quoted(names.subList(0, names.size() - 1)),
                        "GRANT " + privileges + " ON FUNCTION " + quoted(names)),
                "");
    }

    private static String use(List<String> names) {
        return "GRANT USE CATALOG ON CATALOG " + quoted(names.get(0));
    }

    private static List<String> names(String name) {
        return List.of(name.split("\\."));
    }

    private static String quoted(List<String> names) {
        return names.stream().map(Privilege::quoted).collect(Collectors.joining("."));
    }

    private static List<String> onVolume(String privileges, TableName volume) {
        return List.of(
                "GRANT USE CATALOG ON CATALOG " + quoted(volume.catalog()),
                "GRANT USE SCHEMA ON SCHEMA " + quoted(volume.catalog()) + "." + quoted(volume.schema()),
                "GRANT " + privileges + " ON VOLUME " + volume.sql());
    }

    /** Returns how to get what is missing: what the workspace named, else all that the call needs. */
    String remedy(String said, Supplier<Optional<String>> user) {
        Matcher matcher = SAID.matcher(said);
        List<String> wanted = statements;
        if (matcher.find()) {
            String privilege = matcher.group(1).replace('_', ' ');
            String kind = matcher.group(2);
            String on = kind.endsWith("Model") ? "FUNCTION" : kind.toUpperCase(Locale.ROOT);
            String name = matcher.group(3) == null ? "" : " " + quoted(names(matcher.group(3)));
            wanted = List.of("GRANT " + privilege + " ON " + on + name);
        }
        if (wanted.isEmpty()) {
            return other;
        }
        String to = " TO " + quoted(user.get().orElse("USER"));
        return "who owns it gives what is missing: "
                + String.join("; ", wanted.stream().map(text -> text + to).toList());
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
