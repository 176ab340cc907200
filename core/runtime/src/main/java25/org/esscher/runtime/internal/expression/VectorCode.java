package org.esscher.runtime.internal.expression;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Writes calls of the Vector API, one operation a method. Operands and results are local variables,
 * named by their numbers. The calls are written out rather than made through methods of ours: the
 * JVM's compiler inlines the API's methods whatever their number, but not ours.
 */
final class VectorCode {
  private static final String PACKAGE = "jdk.incubator.vector";
  private static final ClassDesc VECTOR = ClassDesc.of(PACKAGE, "Vector");
  static final ClassDesc DOUBLES = ClassDesc.of(PACKAGE, "DoubleVector");
  private static final ClassDesc LONGS = ClassDesc.of(PACKAGE, "LongVector");
  private static final ClassDesc MASK = ClassDesc.of(PACKAGE, "VectorMask");
  private static final ClassDesc SPECIES = ClassDesc.of(PACKAGE, "VectorSpecies");
  private static final ClassDesc OPERATORS = ClassDesc.of(PACKAGE, "VectorOperators");
  private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
  private static final ClassDesc TEST = OPERATORS.nested("Test");
  private static final ClassDesc BINARY = OPERATORS.nested("Binary");
  private static final ClassDesc DOUBLE_ARRAY = ConstantDescs.CD_double.arrayType();
  private static final ClassDesc FLOATS = ClassDesc.of(PACKAGE, "FloatVector");
  private static final ClassDesc FLOAT_ARRAY = ConstantDescs.CD_float.arrayType();
  private static final ClassDesc CONVERSION = OPERATORS.nested("Conversion");

  private final CodeBuilder code;

  VectorCode(CodeBuilder code) {
    this.code = code;
  }

  private int stored() {
    int local = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(local);
    return local;
  }

  private VectorCode species() {
    code.getstatic(DOUBLES, "SPECIES_PREFERRED", SPECIES);
    return this;
  }

  // ---- memory

  /** A number that is in a variable, in all lanes. */
  int broadcast(int number) {
    species().code.dload(number);
    return broadcastFromStack();
  }

  /** A number in all lanes. */
  int constant(double number) {
    species().code.loadConstant(number);
    return broadcastFromStack();
  }

  private int broadcastFromStack() {
    code.invokestatic(
        DOUBLES, "broadcast", MethodTypeDesc.of(DOUBLES, SPECIES, ConstantDescs.CD_double));
    return stored();
  }

  /** The numbers of an array from an index on. */
  int load(int array, int index) {
    species().code.aload(array).iload(index);
    code.invokestatic(
        DOUBLES,
        "fromArray",
        MethodTypeDesc.of(DOUBLES, SPECIES, DOUBLE_ARRAY, ConstantDescs.CD_int));
    return stored();
  }

  /** The float32 numbers of an array from an index on, as many as fit as float64. */
  int loadSingles(int array, int index, int lanes) {
    code.getstatic(FLOATS, "SPECIES_" + lanes * Float.SIZE, SPECIES).aload(array).iload(index);
    code.invokestatic(
        FLOATS, "fromArray", MethodTypeDesc.of(FLOATS, SPECIES, FLOAT_ARRAY, ConstantDescs.CD_int));
    code.getstatic(OPERATORS, "F2D", CONVERSION);
    species().code.loadConstant(0);
    code.invokevirtual(
        FLOATS,
        "convertShape",
        MethodTypeDesc.of(VECTOR, CONVERSION, SPECIES, ConstantDescs.CD_int));
    code.checkcast(DOUBLES);
    return stored();
  }

  void store(int x, int array, int index) {
    code.aload(x).aload(array).iload(index);
    code.invokevirtual(
        DOUBLES,
        "intoArray",
        MethodTypeDesc.of(ConstantDescs.CD_void, DOUBLE_ARRAY, ConstantDescs.CD_int));
  }

  /** Sets a variable to another's value. */
  void assign(int variable, int value) {
    code.aload(value).astore(variable);
  }

  // ---- arithmetic; constants have verbs of their own, since a variable's number is a number too

  int add(int a, int b) {
    return binary("add", a, b);
  }

  int plus(int a, double b) {
    return binary("add", a, b);
  }

  int subtract(int a, int b) {
    return binary("sub", a, b);
  }

  int minus(int a, double b) {
    return binary("sub", a, b);
  }

  int multiply(int a, int b) {
    return binary("mul", a, b);
  }

  int times(int a, double b) {
    return binary("mul", a, b);
  }

  int divide(int a, int b) {
    return binary("div", a, b);
  }

  int min(int a, int b) {
    return binary("min", a, b);
  }

  int atMost(int a, double b) {
    return binary("min", a, b);
  }

  int max(int a, int b) {
    return binary("max", a, b);
  }

  int negate(int a) {
    return unary("neg", a);
  }

  int abs(int a) {
    return unary("abs", a);
  }

  int sqrt(int a) {
    return unary("sqrt", a);
  }

  private int unary(String method, int a) {
    code.aload(a).invokevirtual(DOUBLES, method, MethodTypeDesc.of(DOUBLES));
    return stored();
  }

  private int binary(String method, int a, int b) {
    code.aload(a).aload(b).invokevirtual(DOUBLES, method, MethodTypeDesc.of(DOUBLES, VECTOR));
    return stored();
  }

  private int binary(String method, int a, double b) {
    code.aload(a).loadConstant(b);
    code.invokevirtual(DOUBLES, method, MethodTypeDesc.of(DOUBLES, ConstantDescs.CD_double));
    return stored();
  }

  // ---- choices

  /** Where a comparison (GT, GE, EQ, NE, …) holds. */
  int compare(String comparison, int a, int b) {
    code.aload(a).getstatic(OPERATORS, comparison, COMPARISON).aload(b);
    code.invokevirtual(DOUBLES, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
    return stored();
  }

  int compareWith(String comparison, int a, double b) {
    code.aload(a).getstatic(OPERATORS, comparison, COMPARISON).loadConstant(b);
    code.invokevirtual(
        DOUBLES, "compare", MethodTypeDesc.of(MASK, COMPARISON, ConstantDescs.CD_double));
    return stored();
  }

  /** Where the sign bit is set. */
  int negative(int a) {
    code.aload(a).getstatic(OPERATORS, "IS_NEGATIVE", TEST);
    code.invokevirtual(DOUBLES, "test", MethodTypeDesc.of(MASK, TEST));
    return stored();
  }

  /** The second where the mask is set, else the first. */
  int blend(int otherwise, int where, int mask) {
    code.aload(otherwise).aload(where).aload(mask);
    code.invokevirtual(DOUBLES, "blend", MethodTypeDesc.of(DOUBLES, VECTOR, MASK));
    return stored();
  }

  /** Leaves a truth value on the stack. */
  void allTrue(int mask) {
    code.aload(mask).invokevirtual(MASK, "allTrue", MethodTypeDesc.of(ConstantDescs.CD_boolean));
  }

  // ---- bits

  int bits(int a) {
    code.aload(a).invokevirtual(DOUBLES, "reinterpretAsLongs", MethodTypeDesc.of(LONGS));
    return stored();
  }

  int fromBits(int a) {
    code.aload(a).invokevirtual(LONGS, "reinterpretAsDoubles", MethodTypeDesc.of(DOUBLES));
    return stored();
  }

  int addBits(int a, long b) {
    code.aload(a).loadConstant(b);
    code.invokevirtual(LONGS, "add", MethodTypeDesc.of(LONGS, ConstantDescs.CD_long));
    return stored();
  }

  int subtractBits(int a, int b) {
    code.aload(a).aload(b).invokevirtual(LONGS, "sub", MethodTypeDesc.of(LONGS, VECTOR));
    return stored();
  }

  int and(int a, long b) {
    code.aload(a).loadConstant(b);
    code.invokevirtual(LONGS, "and", MethodTypeDesc.of(LONGS, ConstantDescs.CD_long));
    return stored();
  }

  int or(int a, int b) {
    code.aload(a).aload(b).invokevirtual(LONGS, "or", MethodTypeDesc.of(LONGS, VECTOR));
    return stored();
  }

  int shiftLeft(int a, int places) {
    return shift("LSHL", a, places);
  }

  int shiftRightKeepingSign(int a, int places) {
    return shift("ASHR", a, places);
  }

  private int shift(String operator, int a, int places) {
    code.aload(a).getstatic(OPERATORS, operator, BINARY).loadConstant((long) places);
    code.invokevirtual(LONGS, "lanewise", MethodTypeDesc.of(LONGS, BINARY, ConstantDescs.CD_long));
    return stored();
  }
}
