package org.esscher.dist;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The rules that hold across modules. They stand in the distribution because only it sees every
 * module; each may be empty until the first class it is about exists.
 */
@AnalyzeClasses(packages = "org.esscher", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

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
