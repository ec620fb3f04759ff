package io.millrace.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules on who may import what, and on what runs over Spark Connect. */
@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
final class ModuleRulesTest {
    /** From the ground up: a module imports from lower floors only. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("config"),
            List.of("unitycatalog", "databricks"),
            List.of("reports", "lakehouse", "metrics"),
            List.of("definitions"),
            List.of("features", "models"),
            List.of("registry"),
            List.of("training", "monitoring"),
            List.of("pipelines"),
            List.of("deploy"),
            List.of("notebooks", "jobs"));

    private static final String[] CONNECT_SAFE = packages("lakehouse", "metrics", "features", "registry", "monitoring");

    /** Without a Spark session, and without a Spark jar on the class path of their tests. */
    private static final String[] PLAIN_JAVA =
            packages("config", "unitycatalog", "databricks", "reports", "definitions", "metrics", "models");

    private static final Set<String> CLASSIC_ONLY = Set.of(
            "rdd",
            "javaRDD",
            "toJavaRDD",
            "sparkContext",
            "sessionState",
            "sharedState",
            "cache",
            "persist",
            "checkpoint");

    @ArchTest
    static void modulesImportFromLowerFloorsOnly(JavaClasses classes) {
        List<String> higher = new ArrayList<>();
        for (int floor = FLOORS.size() - 1; floor >= 0; floor--) {
            for (String module : FLOORS.get(floor)) {
                List<String> others = new ArrayList<>(higher);
                FLOORS.get(floor).stream()
                        .filter(other -> !other.equals(module))
                        .forEach(others::add);
                if (!others.isEmpty()) {
                    noClasses()
                            .that()
                            .resideInAPackage("io.millrace." + module + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(packages(others.toArray(String[]::new)))
                            .check(classes);
                }
            }
            higher.addAll(FLOORS.get(floor));
        }
    }

    @ArchTest
    static final ArchRule modelsKnowNoFeatureTables = noClasses()
            .that()
            .resideInAPackage("io.millrace.models..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages("features", "lakehouse", "metrics"));

    @ArchTest
    static final ArchRule plainJavaModulesKnowNoSpark = noClasses()
            .that()
            .resideInAnyPackage(PLAIN_JAVA)
            .and()
            .resideOutsideOfPackages("io.millrace.metrics.spark..", "io.millrace.unitycatalog.spark..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..", "io.delta..");

    /** It reads project files, which name learners of Spark's, and starts no session. */
    @ArchTest
    static final ArchRule whatDeploysKnowsNoSpark = noClasses()
            .that()
            .resideInAPackage("io.millrace.deploy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..", "io.delta..");

    @ArchTest
    static final ArchRule theStatesDoNotKnowTheFoldAroundThem = noClasses()
            .that()
            .resideInAPackage("io.millrace.metrics")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.millrace.metrics.spark..");

    @ArchTest
    static final ArchRule theLocalCatalogImportsNoneOfOurs = noClasses()
            .that()
            .resideInAPackage("io.millrace.localcatalog..")
            .should()
            .dependOnClassesThat(
                    are(resideInAPackage("io.millrace..").and(not(resideInAPackage("io.millrace.localcatalog..")))));

    @ArchTest
    static final ArchRule nobodyImportsTheLocalCatalog = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.millrace.localcatalog..", "io.millrace.unitycatalog.spark..", "io.millrace.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.millrace.localcatalog..");

    @ArchTest
    static final ArchRule nobodyImportsTheNotebookFacade = noClasses()
            .that()
            .resideOutsideOfPackage("io.millrace.notebooks..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.millrace.notebooks..");

    @ArchTest
    static final ArchRule sparkInternalsStayInTheirModules = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.millrace.localcatalog..", "io.millrace.unitycatalog.spark..", "io.millrace.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.spark.sql.catalyst..",
                    "org.apache.spark.sql.execution..",
                    "org.apache.spark.sql.internal..",
                    "org.apache.spark.sql.classic..",
                    "org.apache.spark.sql.delta..");

    @ArchTest
    static final ArchRule connectSafeModulesUseNoClassicPackage = noClasses()
            .that()
            .resideInAnyPackage(CONNECT_SAFE)
            .should()
            .dependOnClassesThat(are(resideInAnyPackage(
                    "org.apache.spark.ml..",
                    "org.apache.spark.mllib..",
                    "org.apache.spark.rdd..",
                    "org.apache.spark.api.java",
                    "io.delta..")));

    @ArchTest
    static final ArchRule connectSafeModulesCallNoClassicMethod =
            noClasses().that().resideInAnyPackage(CONNECT_SAFE).should().accessTargetWhere(classicMethod());

    @ArchTest
    static final ArchRule onlyTheExitPolicyEndsTheProcess = noClasses()
            .that()
            .doNotHaveSimpleName("ExitPolicy")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    @ArchTest
    static final ArchRule vendorsStayBehindTheirBackends = noClasses()
            .that()
            .resideOutsideOfPackages("..databricks..", "..mlflow..", "io.millrace.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.databricks.sdk..", "org.mlflow..");

    @ArchTest
    static final ArchRule unityCatalogsOwnClientStaysBehindItsServer = noClasses()
            .that()
            .resideOutsideOfPackage("io.millrace.unitycatalog")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.unitycatalog..");

    private static final String[] BACKENDS = {
        "io.millrace.lakehouse.local..", "io.millrace.lakehouse.oss..", "io.millrace.lakehouse.databricks.."
    };

    @ArchTest
    static final ArchRule aBackendIsAPackageOfTheLakehouse =
            classes().that().implement("io.millrace.lakehouse.Backend").should().resideInAnyPackage(BACKENDS);

    @ArchTest
    static final ArchRule nobodyButTheirChoiceKnowsTheBackends = noClasses()
            .that()
            .resideOutsideOfPackages(BACKENDS)
            .and()
            .doNotHaveFullyQualifiedName("io.millrace.lakehouse.Backend")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BACKENDS);

    @ArchTest
    static final ArchRule onlyTheLakehouseDerivesLocalPaths = noClasses()
            .that()
            .resideOutsideOfPackage("io.millrace.lakehouse..")
            .should()
            .callMethod("io.millrace.lakehouse.Environment", "localRoot");

    @ArchTest
    static final ArchRule modulesHaveNoCycles =
            SlicesRuleDefinition.slices().matching("io.millrace.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = classes()
            .that()
            .resideInAPackage("io.millrace..")
            .should()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("Impl");

    @Test
    void everyModuleOfTheFloorsHasClasses() {
        assertThat(FLOORS.stream().flatMap(List::stream)).allSatisfy(module -> assertThat(ModuleRulesTest.class
                        .getClassLoader()
                        .getResource("io/millrace/" + module + "/package-info.class"))
                .as(module)
                .isNotNull());
    }

    private static DescribedPredicate<JavaAccess<?>> classicMethod() {
        return DescribedPredicate.describe(
                "is a method of Spark that Connect does not have",
                access -> access.getTargetOwner().getPackageName().startsWith("org.apache.spark.sql")
                        && CLASSIC_ONLY.contains(access.getTarget().getName()));
    }

    private static String[] packages(String... modules) {
        String[] packages = new String[modules.length];
        for (int i = 0; i < modules.length; i++) {
            packages[i] = "io.millrace." + modules[i] + "..";
        }
        return packages;
    }
}
