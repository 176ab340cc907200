package org.esscher.runtime.internal.estimate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.esscher.runtime.internal.wire.Wire;

/**
 * Expressions as bytes. What is shared stays shared, since results are found by it; names that
 * outputs were given as columns are left out, since outputs come from models there.
 */
final class ExprWire {
  private ExprWire() {}

  /** Writes all expressions under some, and which of them they are. */
  static void write(DataOutputStream out, List<Expr> roots) throws IOException {
    IdentityHashMap<Expr, Integer> numbers = new IdentityHashMap<>();
    List<Expr> ordered = List.copyOf(Traced.reachable(roots));
    out.writeInt(ordered.size());
    for (Expr expr : ordered) {
      Wire.writeText(out, expr.op().name());
      Wire.writeText(out, expr.slot() == null ? "" : expr.slot());
      Wire.writeText(out, expr.level().name());
      Wire.writeText(out, expr.role());
      Wire.writeText(out, expr.name());
      out.writeInt(expr.args().size());
      for (Expr arg : expr.args()) {
        out.writeInt(number(numbers, arg));
      }
      out.writeInt(expr.at().size());
      for (Map.Entry<String, Expr> input : expr.at().entrySet()) {
        Wire.writeText(out, input.getKey());
        out.writeInt(number(numbers, input.getValue()));
      }
      double[] constants = new double[expr.numbers()];
      for (int i = 0; i < constants.length; i++) {
        constants[i] = expr.number(i);
      }
      Wire.writeNumbers(out, constants);
      numbers.put(expr, numbers.size());
    }
    out.writeInt(roots.size());
    for (Expr root : roots) {
      out.writeInt(number(numbers, root));
    }
  }

  private static int number(IdentityHashMap<Expr, Integer> numbers, Expr expr) {
    return Objects.requireNonNull(numbers.get(expr));
  }

  /** Reads what {@link #write} wrote. */
  static List<Expr> read(DataInputStream in) throws IOException {
    List<Expr> all = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      all.add(readOne(in, all));
    }
    List<Expr> roots = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      roots.add(all.get(in.readInt()));
    }
    return roots;
  }

  private static Expr readOne(DataInputStream in, List<Expr> before) throws IOException {
    Op op = Op.valueOf(Wire.readText(in));
    String slot = Wire.readText(in);
    Level level = Level.valueOf(Wire.readText(in));
    String role = Wire.readText(in);
    String name = Wire.readText(in);
    List<Expr> args = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      args.add(before.get(in.readInt()));
    }
    List<Map.Entry<String, Expr>> inputs = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      String input = Wire.readText(in);
      inputs.add(Map.entry(input, before.get(in.readInt())));
    }
    double[] constants = Wire.readNumbers(in);
    if (op == Op.INPUT_GRADIENT) {
      return args.get(0).inputGradient(name);
    }
    Expr expr = Expr.leaf(op, slot.isEmpty() ? null : slot, level, role, name, args, constants);
    for (Map.Entry<String, Expr> input : inputs) {
      expr = expr.at(input.getKey(), input.getValue());
    }
    return expr;
  }
}
