package org.esscher.runtime.internal.expression;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.DoubleVector;

/**
 * Compiles plans to hidden classes that use the Vector API: one loop, values in registers. The
 * arithmetic is that of {@link Pointwise} and {@link PortableFunctions} to the last bit, without
 * fused multiplication and addition. Found by name where the JDK has the API and may be read.
 */
final class VectorKernelCompiler implements KernelCompiler {
  private static final ClassDesc KERNEL = ClassDesc.of(Kernel.class.getName());
  private static final ClassDesc DOUBLE_ARRAY = ConstantDescs.CD_double.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          ConstantDescs.CD_boolean,
          DOUBLE_ARRAY.arrayType(),
          ConstantDescs.CD_float.arrayType(2),
          DOUBLE_ARRAY,
          ConstantDescs.CD_int);
  private static final int LANES = DoubleVector.SPECIES_PREFERRED.length();

  /** The magnitude from which {@link PortableFunctions} turns to {@link Math} for exponentials. */
  private static final double EXPONENT = 512;

  VectorKernelCompiler() {
    if (Kernel.LANES % LANES != 0) {
      throw new UnsupportedOperationException("vectors of " + LANES + " numbers");
    }
  }

  @Override
  public String name() {
    return "vectorized, " + LANES + " lanes";
  }

  @Override
  public Kernel compile(KernelPlan plan) {
    ClassDesc self = ClassDesc.of(Kernel.class.getPackageName(), "CompiledKernel");
    byte[] bytes = ClassFile.of().build(self, builder -> write(builder, plan));
    try {
      return (Kernel)
          MethodHandles.lookup()
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a kernel could not be made", e);
    }
  }

  private static void write(ClassBuilder builder, KernelPlan plan) {
    builder.withFlags(ClassFile.ACC_FINAL);
    builder.withInterfaceSymbols(KERNEL);
    builder.withMethodBody(
        ConstantDescs.INIT_NAME,
        ConstantDescs.MTD_void,
        0,
        code ->
            code.aload(0)
                .invokespecial(
                    ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_());
    builder.withMethodBody(
        "run",
        RUN,
        ClassFile.ACC_PUBLIC,
        code -> new VectorKernelCompiler.Body(code, plan).write());
  }

  /** The method that runs: this 0, arrays 1, singles 2, scalars 3, count 4. */
  private static final class Body implements VectorFunctions.Bounds {
    private final CodeBuilder code;
    private final VectorCode vectors;
    private final VectorFunctions functions;
    private final KernelPlan plan;
    private final int[] arrays;
    private final int[] singles;
    private final List<Integer> values = new ArrayList<>();
    private final int magnitude;
    private final int least;
    private final int most;
    private final int lowest;
    private final int residue;

    Body(CodeBuilder code, KernelPlan plan) {
      this.code = code;
      this.plan = plan;
      this.vectors = new VectorCode(code);
      this.functions = new VectorFunctions(vectors, this);
      this.arrays = new int[plan.arrays() + plan.outputs().size()];
      for (int k = 0; k < arrays.length; k++) {
        arrays[k] = code.allocateLocal(TypeKind.REFERENCE);
        code.aload(1).loadConstant(k).aaload().astore(arrays[k]);
      }
      this.singles = new int[plan.singles()];
      for (int k = 0; k < singles.length; k++) {
        singles[k] = code.allocateLocal(TypeKind.REFERENCE);
        code.aload(2).loadConstant(k).aaload().astore(singles[k]);
      }
      this.magnitude = vectors.constant(0);
      this.least = vectors.constant(1);
      this.most = vectors.constant(1);
      this.lowest = vectors.constant(0);
      this.residue = vectors.constant(0);
    }

    void write() {
      List<Integer> scalars = new ArrayList<>();
      for (int k = 0; k < plan.scalars(); k++) {
        int number = code.allocateLocal(TypeKind.DOUBLE);
        code.aload(3).loadConstant(k).daload().dstore(number);
        scalars.add(vectors.broadcast(number));
      }
      int index = code.allocateLocal(TypeKind.INT);
      code.loadConstant(0).istore(index);
      Label start = code.newBoundLabel();
      Label end = code.newLabel();
      code.iload(index).iload(4).if_icmpge(end);
      for (int k = 0; k < plan.arrays(); k++) {
        values.add(vectors.load(arrays[k], index));
      }
      for (int single : singles) {
        values.add(vectors.loadSingles(single, index, LANES));
      }
      values.addAll(scalars);
      for (Instruction one : plan.instructions()) {
        values.add(value(one));
      }
      for (int k = 0; k < plan.outputs().size(); k++) {
        vectors.store(values.get(plan.outputs().get(k)), arrays[plan.arrays() + k], index);
      }
      code.iinc(index, LANES).goto_(start).labelBinding(end);
      verdict();
    }

    /** Whether all numbers were within bounds; comparisons with NaN don't hold. */
    private void verdict() {
      Label outside = code.newLabel();
      for (int within :
          new int[] {
            vectors.compareWith("LT", magnitude, EXPONENT),
            vectors.compareWith("GE", least, Double.MIN_NORMAL),
            vectors.compareWith("LE", most, Double.MAX_VALUE),
            vectors.compareWith("GT", lowest, Pointwise.EXACT_ABOVE),
            vectors.compareWith("EQ", residue, 0)
          }) {
        vectors.allTrue(within);
        code.ifeq(outside);
      }
      code.iconst_1().ireturn().labelBinding(outside).iconst_0().ireturn();
    }

    @Override
    public void magnitude(int x) {
      vectors.assign(magnitude, vectors.max(magnitude, vectors.abs(x)));
    }

    @Override
    public void positive(int x) {
      vectors.assign(least, vectors.min(least, x));
      vectors.assign(most, vectors.max(most, x));
    }

    @Override
    public void notFarBelow(int x) {
      vectors.assign(lowest, vectors.min(lowest, x));
    }

    /** 0·x is 0 for what is finite, and else NaN, which stays. */
    private void finite(int x) {
      vectors.assign(residue, vectors.add(residue, vectors.times(x, 0)));
    }

    private void within(int x, int least, int greatest) {
      int outside = vectors.constant(Double.NaN);
      int notBelow = vectors.compare("GE", x, least);
      int above = vectors.blend(outside, residue, notBelow);
      vectors.assign(residue, vectors.blend(outside, above, vectors.compare("LE", x, greatest)));
    }

    private int value(Instruction one) {
      int a = operand(one, 0);
      return switch (one.operation()) {
        case ADD -> vectors.add(a, operand(one, 1));
        case SUBTRACT -> vectors.subtract(a, operand(one, 1));
        case MULTIPLY -> vectors.multiply(a, operand(one, 1));
        case DIVIDE -> vectors.divide(a, operand(one, 1));
        case MIN -> vectors.min(a, operand(one, 1));
        case MAX -> vectors.max(a, operand(one, 1));
        case NEGATE -> vectors.negate(a);
        case ABS -> vectors.abs(a);
        case SIGN -> functions.sign(a);
        case SQRT -> vectors.sqrt(a);
        case EXP -> functions.exp(a);
        case EXPM1 -> functions.expm1(a);
        case LOG -> functions.log(a);
        case LOG1P -> functions.log1p(a);
        case TANH -> functions.tanh(a);
        case GREATER -> chosen(vectors.compare("GT", a, operand(one, 1)), 1, 0);
        case EQUAL -> chosen(vectors.compare("EQ", a, operand(one, 1)), 1, 0);
        case SELECT ->
            vectors.blend(operand(one, 2), operand(one, 1), vectors.compareWith("NE", a, 0));
        case WHERE_AT_LEAST ->
            vectors.blend(
                vectors.constant(0), a, vectors.compare("GE", operand(one, 1), operand(one, 2)));
        case WHERE_NOT_AT_LEAST ->
            vectors.blend(
                a, vectors.constant(0), vectors.compare("GE", operand(one, 1), operand(one, 2)));
        case WHERE_SET ->
            vectors.blend(vectors.constant(0), a, vectors.compareWith("NE", operand(one, 1), 0));
        case WHERE_NOT_SET ->
            vectors.blend(a, vectors.constant(0), vectors.compareWith("NE", operand(one, 1), 0));
        case SIGMOID_FROM_EXP -> functions.sigmoidFromExp(a, operand(one, 1));
        case EXP_FROM_EXPM1 -> functions.expFromExpm1(a, operand(one, 1));
        // The number was widened as it was loaded.
        case WIDEN -> a;
        case FINITE -> {
          finite(a);
          yield a;
        }
        case WITHIN -> {
          within(a, operand(one, 1), operand(one, 2));
          yield a;
        }
      };
    }

    private int chosen(int mask, double yes, double no) {
      return vectors.blend(vectors.constant(no), vectors.constant(yes), mask);
    }

    private int operand(Instruction one, int which) {
      return values.get(one.in().get(which));
    }
  }
}
