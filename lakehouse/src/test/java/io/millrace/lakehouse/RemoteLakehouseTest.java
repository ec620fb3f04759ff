package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the server that {@code SPARK_REMOTE} names. */
@Tag("connect")
class RemoteLakehouseTest {
    @TempDir
    Path root;

    @Test
    void sendsOurClassesToASessionThatHasNone() throws Exception {
        SparkSession bare = SharedSpark.session().newSession();
        var forms = functions.udf(new TextForms(), DataTypes.LongType);
        var asked = bare.sql("SELECT '1.5' AS text").select(forms.apply(functions.col("text")));
        assertThatThrownBy(asked::collectAsList).hasMessageContaining("TextForms");

        Lakehouse.join(bare, Environment.local(root));

        assertThat(bare.sql("SELECT '1.5' AS text")
                        .select(forms.apply(functions.col("text")))
                        .head()
                        .getLong(0))
                .isEqualTo(TextForms.of("1.5"));
        String sent = bare.conf().get("spark.millrace.classes");
        Lakehouse.over(bare, Environment.local(root));
        assertThat(bare.conf().get("spark.millrace.classes")).isEqualTo(sent);
    }

    @Test
    void opensASessionOfTheServerWithTheSettingsThatItTakes() throws Exception {
        Path file = Files.writeString(root.resolve("in.csv"), "k,v\n1,0.5\n2,0.25\n");
        var environment = Environment.builder("local")
                .catalog("opened")
                .localRoot(root)
                .spark(Map.of(
                        "spark.remote",
                        System.getenv("SPARK_REMOTE") + "/;user_id=another",
                        "spark.sql.shuffle.partitions",
                        "3",
                        "spark.executor.memory",
                        "7g"))
                .build();

        try (Lakehouse lakehouse = Lakehouse.open(environment)) {
            assertThat(lakehouse.isRemote()).isTrue();
            assertThat(lakehouse.spark().conf().get("spark.sql.shuffle.partitions"))
                    .isEqualTo("3");
            assertThat(lakehouse.spark().conf().get("spark.sql.ansi.enabled")).isEqualTo("true");
            Source source =
                    Source.builder("numbers", Source.Kind.FILE, file.toString()).build();
            Sources.of(lakehouse, Map.of("numbers", source)).ingest("numbers", Write.of("remote", 1, "run"));
            assertThat(lakehouse
                            .tables()
                            .read(lakehouse.table(Layer.RAW, "numbers"))
                            .selectExpr("sum(v)")
                            .head()
                            .getDouble(0))
                    .isEqualTo(0.75);
        }
        assertThat(SharedSpark.session().range(2).count()).isEqualTo(2);
    }
}
