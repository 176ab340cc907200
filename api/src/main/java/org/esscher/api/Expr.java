package org.esscher.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An expression: plain, immutable data that says what to compute from columns and model outputs, at
 * which {@link Level} and in which slot. The host differentiates it (reverse mode) and runs it.
 *
 * <p>Operands of different levels broadcast down; {@link #sum sum}, {@link #mean mean} and their
 * kin reduce up. Operands of different slots mix only at {@link Level#BATCH}. A combination that
 * has no meaning is refused when it is built, with both operands named. Vectors (fixed_size_list
 * columns) are combined component by component; a scalar broadcasts.
 *
 * <p>Reductions to GROUP or BATCH are weighted by the rows' {@code weight} column where the slot
 * has one (1 where not): a token has its row's weight, a pair the product of both. Within a row,
 * tokens count alike and a pair has the weight of its second row; from GROUP to BATCH, groups count
 * alike. Tokens that {@code loss_mask} excludes do not exist.
 *
 * <p>Instances are made by {@link Inputs}, {@link Slot} and the methods here; they are immutable
 * and thread-safe.
 */
public final class Expr {
  /** Operations inside one another that {@link #toString} shows. */
  private static final int SHOWN_DEPTH = 4;

  private final Op op;
  private final List<Expr> args;
  private final String name;
  private final String column;
  private final double[] numbers;
  private final @Nullable String slot;
  private final Level level;
  private final String role;
  private final Map<String, Expr> at;

  private Expr(
      Op op,
      List<Expr> args,
      String name,
      String column,
      double[] numbers,
      @Nullable String slot,
      Level level,
      String role,
      Map<String, Expr> at) {
    this.op = op;
    this.column = column;
    this.args = List.copyOf(args);
    this.name = name;
    this.numbers = numbers;
    this.slot = slot;
    this.level = level;
    this.role = role;
    this.at = Collections.unmodifiableMap(new LinkedHashMap<>(at));
  }

  private static Expr node(
      Op op, List<Expr> args, String name, @Nullable String slot, Level level, double... numbers) {
    return new Expr(op, args, name, name, numbers, slot, level, "", Map.of());
  }

  // ---- leaves

  /**
   * A constant.
   *
   * @param value any number but NaN
   * @return a BATCH value
   */
  public static Expr of(double value) {
    if (Double.isNaN(value)) {
      throw EsscherException.plugin(
          "NaN is not a constant; an expression was built from an undefined number");
    }
    return node(Op.CONSTANT, List.of(), "", null, Level.BATCH, value);
  }

  /**
   * A vector of scalars of one slot.
   *
   * @param components at least one scalar expression
   * @return a vector whose width is the number of components, at the finest of their levels
   */
  public static Expr vector(List<Expr> components) {
    if (components.isEmpty()) {
      throw EsscherException.plugin("a vector needs at least one component");
    }
    Expr joined = components.get(0);
    for (Expr component : components) {
      joined = joined.combine(Op.VECTOR, component);
    }
    return node(Op.VECTOR, components, "", joined.slot, joined.level);
  }

  /**
   * For hosts: a leaf. Estimators use {@link Slot} and {@link Inputs}.
   *
   * @param op one of the leaf operations
   * @param slot the slot, or null for a scalar of the run
   * @param level the level the values are wanted at
   * @param role the role and version for {@link Op#OUTPUT}, else empty
   * @param name the column, output or state
   * @param args the key of a keyed state, else empty
   * @param numbers what the operation needs, such as the initial value of a state
   * @return the leaf
   */
  public static Expr leaf(
      Op op,
      @Nullable String slot,
      Level level,
      String role,
      String name,
      List<Expr> args,
      double... numbers) {
    return new Expr(op, args, name, name, numbers.clone(), slot, level, role, Map.of());
  }

  /**
   * The same model output with one input of the model taken from elsewhere, as in {@code
   * q.at("action", policyAction)}; where that depends on a trained output the host chains the
   * derivatives through the model.
   *
   * @param input the model's input
   * @param from its values, in the same slot or at BATCH; a stored column may hold text
   * @return the output, bound
   */
  public Expr at(String input, Expr from) {
    requireOutput("at");
    if (from.level != Level.BATCH && !Objects.equals(slot, from.slot)) {
      throw EsscherException.plugin(
          "%s takes its input %s from %s of another slot", this, input, from);
    }
    Map<String, Expr> bound = new LinkedHashMap<>(at);
    bound.put(input, from);
    return new Expr(op, args, name, column, numbers, slot, level, role, bound);
  }

  /**
   * Names the column that stands for this output in files, cotangents and messages. Without it, the
   * output's name is used, prefixed by the version: {@code policy@ref}'s {@code logp} is {@code
   * ref_logp}, also when renamed.
   *
   * @param column the column for the current version
   * @return the output, renamed
   */
  public Expr as(String column) {
    requireOutput("as");
    return new Expr(op, args, name, column, numbers, slot, level, role, at);
  }

  /**
   * The derivative of the output with respect to one of its model's inputs, as values of their own.
   *
   * @param input the model's input
   * @return an expression with the input's width, at the output's level
   */
  public Expr inputGradient(String input) {
    requireOutput("inputGradient");
    return new Expr(
        Op.INPUT_GRADIENT,
        List.of(this),
        input,
        column() + "_" + input + "_gradient",
        numbers,
        slot,
        level,
        "",
        Map.of());
  }

  /** This, of other roles, over operands and bound inputs that are of other roles too. */
  Expr withRoles(UnaryOperator<String> roles, UnaryOperator<Expr> operands) {
    Map<String, Expr> bound = new LinkedHashMap<>();
    at.forEach((input, from) -> bound.put(input, operands.apply(from)));
    return new Expr(
        op,
        args.stream().map(operands).toList(),
        name,
        column,
        numbers,
        slot,
        level,
        op == Op.OUTPUT ? roles.apply(role) : role,
        bound);
  }

  private void requireOutput(String asked) {
    if (op != Op.OUTPUT) {
      throw EsscherException.plugin("%s(…) is for model outputs; %s is none", asked, this);
    }
  }

  // ---- arithmetic

  /**
   * Sum of two expressions.
   *
   * @param other the other operand
   * @return this + other
   */
  public Expr plus(Expr other) {
    return combine(Op.ADD, other);
  }

  /**
   * Sum with a constant.
   *
   * @param other the constant
   * @return this + other
   */
  public Expr plus(double other) {
    return plus(of(other));
  }

  /**
   * Difference.
   *
   * @param other the other operand
   * @return this − other
   */
  public Expr minus(Expr other) {
    return combine(Op.SUBTRACT, other);
  }

  /**
   * Difference with a constant.
   *
   * @param other the constant
   * @return this − other
   */
  public Expr minus(double other) {
    return minus(of(other));
  }

  /**
   * Product.
   *
   * @param other the other operand
   * @return this · other
   */
  public Expr times(Expr other) {
    return combine(Op.MULTIPLY, other);
  }

  /**
   * Product with a constant.
   *
   * @param other the constant
   * @return this · other
   */
  public Expr times(double other) {
    return times(of(other));
  }

  /**
   * Quotient.
   *
   * @param other the divisor
   * @return this / other
   */
  public Expr over(Expr other) {
    return combine(Op.DIVIDE, other);
  }

  /**
   * Quotient by a constant.
   *
   * @param other the divisor
   * @return this / other
   */
  public Expr over(double other) {
    return over(of(other));
  }

  /**
   * The smaller of two.
   *
   * @param other the other operand
   * @return min(this, other)
   */
  public Expr min(Expr other) {
    return combine(Op.MIN, other);
  }

  /**
   * The smaller of this and a constant.
   *
   * @param other the constant
   * @return min(this, other)
   */
  public Expr min(double other) {
    return min(of(other));
  }

  /**
   * The larger of two.
   *
   * @param other the other operand
   * @return max(this, other)
   */
  public Expr max(Expr other) {
    return combine(Op.MAX, other);
  }

  /**
   * The larger of this and a constant.
   *
   * @param other the constant
   * @return max(this, other)
   */
  public Expr max(double other) {
    return max(of(other));
  }

  /**
   * Clamps between constants; the derivative is 0 outside them.
   *
   * @param low lower bound, or −∞
   * @param high upper bound, or +∞, not below low
   * @return this within the bounds
   */
  public Expr clip(double low, double high) {
    if (!(low <= high)) {
      throw EsscherException.plugin("clip needs low ≤ high, got %s and %s", low, high);
    }
    return node(Op.CLIP, List.of(this), "", slot, level, low, high);
  }

  /**
   * The negative.
   *
   * @return −this
   */
  public Expr negate() {
    return unary(Op.NEGATE);
  }

  /**
   * The exponential.
   *
   * @return e to this
   */
  public Expr exp() {
    return unary(Op.EXP);
  }

  /**
   * e to this, less 1, accurate near 0.
   *
   * @return eˣ − 1
   */
  public Expr expm1() {
    return unary(Op.EXPM1);
  }

  /**
   * The natural logarithm.
   *
   * @return log x
   */
  public Expr log() {
    return unary(Op.LOG);
  }

  /**
   * log(1 + x), accurate near 0.
   *
   * @return log(1 + x)
   */
  public Expr log1p() {
    return unary(Op.LOG1P);
  }

  /**
   * The square root.
   *
   * @return √x
   */
  public Expr sqrt() {
    return unary(Op.SQRT);
  }

  /**
   * The square.
   *
   * @return x²
   */
  public Expr square() {
    return times(this);
  }

  /**
   * The absolute value.
   *
   * @return |x|
   */
  public Expr abs() {
    return unary(Op.ABS);
  }

  /**
   * The sign.
   *
   * @return −1, 0 or 1, without derivative
   */
  public Expr sign() {
    return unary(Op.SIGN);
  }

  /**
   * log(1 + eˣ), which is −log σ(−x); finite for every finite x.
   *
   * @return softplus
   */
  public Expr softplus() {
    return unary(Op.SOFTPLUS);
  }

  /**
   * The logistic function σ.
   *
   * @return 1 / (1 + e⁻ˣ)
   */
  public Expr sigmoid() {
    return unary(Op.SIGMOID);
  }

  /**
   * The hyperbolic tangent.
   *
   * @return tanh x
   */
  public Expr tanh() {
    return unary(Op.TANH);
  }

  /**
   * The value without its derivative ('stop-gradient').
   *
   * @return the same value, a constant to differentiation
   */
  public Expr stop() {
    return unary(Op.STOP);
  }

  /**
   * Comparison.
   *
   * @param other the other operand
   * @return 1 where this is greater, else 0; without derivative
   */
  public Expr greaterThan(Expr other) {
    return combine(Op.GREATER, other);
  }

  /**
   * Comparison with a constant.
   *
   * @param other the constant, infinities allowed
   * @return 1 where this is greater, else 0; without derivative
   */
  public Expr greaterThan(double other) {
    return greaterThan(of(other));
  }

  /**
   * Equality with a constant.
   *
   * @param other the constant, infinities allowed
   * @return 1 where equal, else 0; without derivative
   */
  public Expr equalTo(double other) {
    return combine(Op.EQUAL, of(other));
  }

  /**
   * Chooses: this is the condition. The branch not taken contributes neither value nor derivative,
   * infinite or not.
   *
   * @param yes taken where this is not 0
   * @param no taken where this is 0
   * @return the choice, at the finest of the three levels
   */
  public Expr select(Expr yes, Expr no) {
    Expr joined = combine(Op.SELECT, yes).combine(Op.SELECT, no);
    return node(Op.SELECT, List.of(this, yes, no), "", joined.slot, joined.level);
  }

  // ---- reductions

  /**
   * Weighted sum.
   *
   * @param to a coarser level
   * @return Σ weight · this
   */
  public Expr sum(Level to) {
    return reduce(Op.SUM, to);
  }

  /**
   * Sum of weights over the elements that {@link #sum} would add.
   *
   * @param to a coarser level
   * @return Σ weight
   */
  public Expr count(Level to) {
    return reduce(Op.COUNT, to);
  }

  /**
   * Weighted mean over all elements of this level: of tokens, to BATCH, it is the token mean.
   *
   * @param to a coarser level
   * @return Σ weight · this / Σ weight
   */
  public Expr mean(Level to) {
    return sum(to).over(count(to));
  }

  /**
   * Largest element of positive weight; −∞ over none.
   *
   * @param to a coarser level
   * @return the maximum
   */
  public Expr maximum(Level to) {
    return reduce(Op.MAXIMUM, to);
  }

  /**
   * Smallest element of positive weight; +∞ over none.
   *
   * @param to a coarser level
   * @return the minimum
   */
  public Expr minimum(Level to) {
    return reduce(Op.MINIMUM, to);
  }

  /**
   * log Σ weight · eˣ without overflow; −∞ over none.
   *
   * @param to a coarser level
   * @return the log-sum-exp
   */
  public Expr logSumExp(Level to) {
    return reduce(Op.LOG_SUM_EXP, to);
  }

  /**
   * Population standard deviation (ddof 0), exactly 0 where all elements are equal; its derivative
   * there is 0 too.
   *
   * @param to a coarser level
   * @return √(mean of squared deviations)
   */
  public Expr populationStd(Level to) {
    return spread(to, minus(mean(to)).square().mean(to));
  }

  /**
   * Sample standard deviation (ddof 1), exactly 0 where all of several elements are equal; its
   * derivative there is 0 too. Not defined (NaN, refused by the host) over one element.
   *
   * @param to a coarser level
   * @return √(squared deviations / (n − 1))
   */
  public Expr sampleStd(Level to) {
    return spread(to, minus(mean(to)).square().sum(to).over(count(to).minus(1)));
  }

  /**
   * The root of a variance. The rounding of the mean makes equal elements differ from it, and that
   * must not count; a variance that is not defined stays so.
   */
  private Expr spread(Level to, Expr variance) {
    Expr range = maximum(to).minus(minimum(to));
    Expr none = variance.times(0);
    return variance.times(range).greaterThan(0).select(variance.sqrt(), none);
  }

  /**
   * Mean of the other elements: what a leave-one-out baseline subtracts. Not defined (NaN, refused
   * by the host) over one element.
   *
   * @param to a coarser level than this one's, which must be ROW or GROUP
   * @return (Σ weight · x − own) / (Σ weight − own weight)
   */
  public Expr leaveOneOutMean(Level to) {
    if (level != Level.ROW && level != Level.GROUP) {
      throw EsscherException.plugin(
          "leaveOneOutMean is for rows and groups; %s is at %s", this, level);
    }
    Expr weight =
        level == Level.GROUP ? of(1) : leaf(Op.WEIGHT, slot, level, "", "weight", List.of());
    return sum(to).minus(times(weight)).over(count(to).minus(weight));
  }

  private Expr reduce(Op operation, Level to) {
    if (to == level || !level.within(to) || slot == null) {
      throw EsscherException.plugin("%s is at %s and cannot be reduced to %s", this, level, to);
    }
    return node(operation, List.of(this), "", to == Level.BATCH ? null : slot, to);
  }

  // ---- order

  /**
   * The value some places on: along the tokens of a row, or along the rows of a group in their
   * order.
   *
   * @param places positive for later, negative for earlier
   * @param outside the value beyond either end
   * @return the shifted values, at the same level
   */
  public Expr shift(int places, double outside) {
    requireOrdered("shift");
    return node(Op.SHIFT, List.of(this), "", slot, level, places, outside);
  }

  /**
   * sₜ = xₜ + decayₜ · sₜ₊₁ along the tokens of a row, or the rows of a group in their order:
   * rewards to go, generalized advantages.
   *
   * @param decay factor on the rest, at the same or a coarser level
   * @return the suffix sums, at the same level
   */
  public Expr suffixSum(Expr decay) {
    requireOrdered("suffixSum");
    Expr joined = combine(Op.SUFFIX_SUM, decay);
    if (joined.level != level) {
      throw EsscherException.plugin("the decay %s is finer than %s", decay, this);
    }
    return joined;
  }

  /**
   * Marks ends: the last token of a row, or the last row of a group. A reward of a whole episode
   * falls due there.
   *
   * @return 1 on the last element, 0 before it; at this level, without derivative
   */
  public Expr isLast() {
    return of(1).minus(ones().shift(1, 0));
  }

  /** 1 wherever this has a number: nothing exceeds infinity. */
  private Expr ones() {
    return greaterThan(Double.POSITIVE_INFINITY).plus(1);
  }

  private void requireOrdered(String asked) {
    if (level != Level.TOKEN && level != Level.ROW) {
      throw EsscherException.plugin(
          "%s runs along tokens or rows; %s is at %s", asked, this, level);
    }
  }

  // ---- vectors

  /**
   * One component of a vector.
   *
   * @param index from 0
   * @return a scalar
   */
  public Expr component(int index) {
    return node(Op.COMPONENT, List.of(this), "", slot, level, index);
  }

  /**
   * Sum of a vector's components.
   *
   * @return a scalar
   */
  public Expr sumComponents() {
    return unary(Op.SUM_COMPONENTS);
  }

  /**
   * Mean of a vector's components.
   *
   * @return a scalar
   */
  public Expr meanComponents() {
    return sumComponents().over(ones().sumComponents());
  }

  /**
   * log Σ eˣ over a vector's components, without overflow: what normalizes logits.
   *
   * @return a scalar
   */
  public Expr logSumExpComponents() {
    Expr top = maxComponents().stop();
    return minus(top).exp().sumComponents().log().plus(top);
  }

  /**
   * Smallest component of a vector.
   *
   * @return a scalar
   */
  public Expr minComponents() {
    return unary(Op.MIN_COMPONENTS);
  }

  /**
   * Largest component of a vector.
   *
   * @return a scalar
   */
  public Expr maxComponents() {
    return unary(Op.MAX_COMPONENTS);
  }

  /**
   * Inner product of two vectors of one width.
   *
   * @param other the other vector
   * @return a scalar
   */
  public Expr dot(Expr other) {
    return times(other).sumComponents();
  }

  // ---- pairs

  /**
   * A row's value in every ordered pair in which the row comes first.
   *
   * @return a PAIR value
   */
  public Expr left() {
    return pair(Op.LEFT);
  }

  /**
   * A row's value in every ordered pair in which the row comes second.
   *
   * @return a PAIR value
   */
  public Expr right() {
    return pair(Op.RIGHT);
  }

  private Expr pair(Op operation) {
    if (level != Level.ROW) {
      throw EsscherException.plugin("pairs are made of ROW values; %s is at %s", this, level);
    }
    return node(operation, List.of(this), "", slot, Level.PAIR);
  }

  // ---- building

  private Expr unary(Op operation) {
    return node(operation, List.of(this), "", slot, level);
  }

  private Expr combine(Op operation, Expr other) {
    boolean scalar = level == Level.BATCH || other.level == Level.BATCH;
    if (!scalar && !Objects.equals(slot, other.slot)) {
      throw EsscherException.plugin(
          "%s and %s belong to different slots; only BATCH values of different slots mix",
          this, other);
    }
    if (!level.within(other.level) && !other.level.within(level)) {
      throw EsscherException.plugin(
          "%s is at %s and %s at %s; reduce one of them first", this, level, other, other.level);
    }
    Expr finest = level.within(other.level) ? this : other;
    String common = finest.level == Level.BATCH ? null : finest.slot;
    return node(operation, List.of(this, other), "", common, finest.level);
  }

  // ---- reading

  /**
   * The operation.
   *
   * @return the operation
   */
  public Op op() {
    return op;
  }

  /**
   * The operands.
   *
   * @return an immutable list; empty for leaves
   */
  public List<Expr> args() {
    return args;
  }

  /**
   * What a leaf refers to: the column, the model's output, the model's input (of an input
   * gradient), the state.
   *
   * @return a name, empty for operations
   */
  public String name() {
    return name;
  }

  /**
   * Constants of the operation: a constant's value, the bounds of a clip, places and outside value
   * of a shift, a component's index, a state's initial value.
   *
   * @param index which
   * @return the number
   */
  public double number(int index) {
    return numbers[index];
  }

  /**
   * How many constants the operation has.
   *
   * @return their number
   */
  public int numbers() {
    return numbers.length;
  }

  /**
   * The slot whose rows the values belong to.
   *
   * @return the slot, or null for values of the whole run
   */
  public @Nullable String slot() {
    return slot;
  }

  /**
   * Where the values live.
   *
   * @return the level
   */
  public Level level() {
    return level;
  }

  /**
   * The role of an output with its version, as in {@code policy@ref}.
   *
   * @return the role, empty where there is none
   */
  public String role() {
    return role;
  }

  /**
   * Model inputs that are taken from elsewhere.
   *
   * @return input to expression, in the order of binding
   */
  public Map<String, Expr> at() {
    return at;
  }

  /**
   * The column that stands for an output in files: its name, or what {@link #as} said, prefixed by
   * the version of its role ({@code policy@ref}'s {@code logp} is {@code ref_logp}); log-probs of a
   * role other than {@code policy} bear the role ({@code teacher_logp}).
   *
   * @return the column; for other leaves their name
   */
  public String column() {
    if (op != Op.OUTPUT) {
      return column;
    }
    int version = role.indexOf('@');
    if (version >= 0) {
      return role.substring(version + 1) + "_" + column;
    }
    return name.equals("logp") && !role.equals("policy") ? role + "_" + column : column;
  }

  @Override
  public String toString() {
    return text(SHOWN_DEPTH);
  }

  /** Shared operands are shown wherever they stand, so without a bound a text could be huge. */
  private String text(int depth) {
    String head = slot == null ? "" : slot + ".";
    return switch (op) {
      case CONSTANT -> Double.toString(numbers[0]);
      case OUTPUT -> head + role + "." + column;
      case COLUMN, STATE, WINDOW_MEAN, WEIGHT, KEY, FIRST_OCCURRENCE, INPUT_GRADIENT ->
          head + column;
      default -> {
        StringBuilder text = new StringBuilder(op.name().toLowerCase(Locale.ROOT)).append('(');
        for (int i = 0; i < args.size() && depth > 0; i++) {
          text.append(i > 0 ? ", " : "").append(args.get(i).text(depth - 1));
        }
        yield text.append(depth > 0 ? ")" : "…)").toString();
      }
    };
  }
}
