package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.esscher.api.Expr;
import org.jspecify.annotations.Nullable;

/**
 * What has been compiled of some expressions, so that it is compiled once for all batches of one
 * form: which columns are there, where their values live and how they are stored, and whether rows
 * are weighted. It holds nothing of the batches themselves. Thread-safe.
 */
public final class Programs {
  /** Forms whose programs are kept; after that it begins anew. */
  private static final int MOST = 64;

  private final Map<List<Expr>, Sources> sources = new ConcurrentHashMap<>();
  private final Map<Form, Program> programs = new ConcurrentHashMap<>();

  /** The last one: batch after batch mostly has the same form. */
  private volatile @Nullable Compiled last;

  /** What expressions read: distinct columns and outputs, in order, and slots. */
  private record Sources(List<Expr> columns, Set<String> slots) {
    static Sources of(List<Expr> roots) {
      Sources sources = new Sources(new ArrayList<>(), new TreeSet<>());
      Interner interner = new Interner();
      Set<Expr> seen = new HashSet<>();
      Set<Integer> known = new HashSet<>();
      roots.forEach(root -> sources.visit(root, seen, interner, known));
      return sources;
    }

    private void visit(Expr expr, Set<Expr> seen, Interner interner, Set<Integer> known) {
      if (!seen.add(expr)) {
        return;
      }
      if (expr.slot() != null) {
        slots.add(expr.slot());
      }
      switch (expr.op()) {
        case COLUMN, OUTPUT, INPUT_GRADIENT -> {
          if (known.add(interner.id(expr))) {
            columns.add(expr);
          }
        }
        default -> expr.args().forEach(arg -> visit(arg, seen, interner, known));
      }
    }
  }

  /** All that a program depends on. */
  private record Form(
      List<Expr> roots, List<@Nullable Leaf> leaves, List<Integer> axes, List<Boolean> weighted) {}

  private record Compiled(Form form, Program program) {}

  /**
   * The program of some expressions, with what it is to be run on.
   *
   * @param wanted what is wanted, at any level
   * @param bindings slots, columns, state
   * @return the program, bound
   * @throws org.esscher.api.EsscherException (DATA, PLUGIN) when a column doesn't fit, widths
   *     disagree, or columns whose rows have different numbers of tokens are combined token by
   *     token
   */
  public BoundProgram bind(List<Expr> wanted, Bindings bindings) {
    List<Expr> roots = List.copyOf(wanted);
    Sources read = sources.computeIfAbsent(roots, Sources::of);
    Leaves leaves = new Leaves(read.columns(), bindings);
    List<Integer> axes = new ArrayList<>();
    List<Boolean> weighted = new ArrayList<>();
    for (String slot : read.slots()) {
      Frame frame = bindings.frame(slot);
      axes.add(frame.axes().size());
      weighted.add(frame.weighted());
    }
    Form form = new Form(roots, leaves.forms(), axes, weighted);
    Compiled before = last;
    if (before != null && before.form.equals(form)) {
      return new BoundProgram(before.program, bindings, leaves);
    }
    Program program = programs.get(form);
    if (program == null) {
      program = ProgramCompiler.compile(roots, read.columns(), leaves, bindings);
      if (programs.size() >= MOST) {
        programs.clear();
      }
      programs.put(form, program);
    }
    last = new Compiled(form, program);
    return new BoundProgram(program, bindings, leaves);
  }
}
