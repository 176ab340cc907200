package org.esscher.neural;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What no class may do with the engine. */
@AnalyzeClasses(
    packages = "org.esscher.neural",
    importOptions = ImportOption.DoNotIncludeTests.class)
class NeuralArchitectureTest {
  /**
   * Inside a pass such an operation wraps a Java buffer and lets Java free it while the derivative
   * still reads it: gradients are garbage after a collection.
   */
  @ArchTest
  static final ArchRule noNumberIsAnOperandOfAnArray =
      noClasses()
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "an array's operation takes a number of Java",
                  (JavaCall<?> call) ->
                      call.getTargetOwner().isAssignableTo(NDArray.class)
                          && call.getTarget().getRawParameterTypes().stream()
                              .anyMatch(type -> type.isEquivalentTo(Number.class))));

  /** Arrays that are made elsewhere would belong to nobody's scope. */
  @ArchTest
  static final ArchRule onlyScopesManageMemory =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.esscher.neural.internal.engine")
          .should()
          .dependOnClassesThat()
          .haveSimpleName("NDManager");
}
