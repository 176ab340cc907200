package org.esscher.dist;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/**
 * The rules that hold across modules. They stand in the distribution because only it sees every
 * module; each may be empty until the first class it is about exists.
 */
@AnalyzeClasses(
    packages = "org.esscher",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutPacked.class})
class ArchitectureTest {

  /** Leaves out what core/flight packs into its jar: classes of others. */
  static final class WithoutPacked implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("org/esscher/flight/packed/");
    }
  }

  @ArchTest
  static final ArchRule pluginsSeeOnlyTheApi =
      classes()
          .that()
          .resideInAPackage("org.esscher.plugins..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.esscher.api..",
              "org.esscher.plugins..",
              "java..",
              "org.apache.arrow..",
              "jakarta.validation..",
              "org.jspecify..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule pluginsAskForOneAnotherById =
      slices()
          .matching("org.esscher.plugins.(*)..")
          .should()
          .notDependOnEachOther()
          .allowEmptyShould(true);

  /** The one package beside the host's own is for embedders who use Guice themselves. */
  @ArchTest
  static final ArchRule guiceStaysInside =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.esscher.runtime.internal..", "org.esscher.runtime.guice")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.inject..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule deepJavaLibraryStaysInTheNeuralModule =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.esscher.neural..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..")
          .allowEmptyShould(true);

  /** Files are data: none of them makes objects of classes that it names. */
  @ArchTest
  static final ArchRule nothingIsDeserialized =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.io\\.(ObjectInput|ObjectInputStream|ObjectInputFilter|Externalizable)"
                  + "|java\\.beans\\.XMLDecoder|java\\.rmi\\..*|javax\\.script\\..*");

  /** What a run gives depends on no clock, which may be set back while it goes on. */
  @ArchTest
  static final ArchRule noTimeOfDay =
      noClasses()
          .that()
          .resideInAnyPackage("org.esscher.api..", "org.esscher.data..", "org.esscher.runtime..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class);

  @ArchTest
  static final ArchRule apiDependsOnNoOtherModule =
      noClasses()
          .that()
          .resideInAPackage("org.esscher.api..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "belong to another module of Esscher",
                  (JavaClass dependency) ->
                      dependency.getPackageName().startsWith("org.esscher.")
                          && !dependency.getPackageName().equals("org.esscher.api")
                          && !dependency.getPackageName().startsWith("org.esscher.api.")))
          .allowEmptyShould(true);
}
