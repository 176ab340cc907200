package org.esscher.runtime.internal.estimate;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.Batch;
import org.esscher.api.Combiner;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Op;
import org.esscher.api.Requirement;
import org.esscher.api.State;
import org.esscher.api.Update;
import org.esscher.api.Vector;
import org.esscher.runtime.internal.config.RecordTree;
import org.esscher.runtime.internal.wire.Wire;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * An estimation that partitions of the rows make together: expressions, or the configuration of an
 * objective in code, and a state. Each partition computes the same over whole shards of its own;
 * where a value of all rows is needed they hand in what their shards gave, which is joined in
 * pairs, and get the total. So values and gradients are those of one process, to the last bit.
 *
 * @param traced what is computed
 * @param code the objective that it is the declaration of, where that is in code
 * @param state the estimator's state before
 * @param differentiates whether gradients are wanted
 */
public record PartitionCall(
    Traced traced, @Nullable CustomObjective code, State state, boolean differentiates) {
  /**
   * Copies.
   *
   * @param traced as for the record
   * @param code as for the record
   * @param state as for the record
   * @param differentiates as for the record
   */
  public PartitionCall {}

  /**
   * A call, where partitions can make it.
   *
   * @param estimator any
   * @param state its state before
   * @param differentiates whether gradients are wanted
   * @return empty where it needs code that is no component, or rows of other partitions, so that it
   *     is computed where the rows are
   * @throws EsscherException (USER) for a custom objective that needs all rows at once
   */
  public static Optional<PartitionCall> of(
      Estimator estimator, State state, boolean differentiates) {
    CustomObjective code = estimator instanceof CustomObjective custom ? custom : null;
    if (code != null && code.split() == CustomObjective.Split.BATCH) {
      throw EsscherException.user(
          "%s declares that it needs all rows of a batch at once (Split.BATCH), so it can't be computed in partitions: run it with the engine 'local'",
          estimator.getClass().getSimpleName());
    }
    Traced traced = Traced.of(estimator);
    boolean known =
        code == null
            ? !traced.reachable().isEmpty() && traced.reads().isEmpty()
            : isComponent(code) && SplitObjective.may(code, traced);
    return known && traced.fitsPartitions()
        ? Optional.of(new PartitionCall(traced, code, state, differentiates))
        : Optional.empty();
  }

  private static boolean isComponent(CustomObjective code) {
    return code instanceof Record && code.getClass().isAnnotationPresent(Component.class);
  }

  /**
   * Whether other processes make the same objective from its configuration: one that a recipe made
   * may hold what no configuration says. Expressions need none.
   *
   * @param context makes components
   * @return true when they do
   */
  public boolean isMadeBy(Context context) {
    try {
      return code == null || made(RecordTree.json((Record) code), context).equals(code);
    } catch (EsscherException | JacksonException notMade) {
      return false;
    }
  }

  private static CustomObjective made(String json, Context context) {
    Map<String, Object> config = RecordTree.ofJson(json);
    String id = String.valueOf(config.remove("id"));
    return context.component(CustomObjective.class, id, config);
  }

  /**
   * The slots whose rows it reads, with the columns that group them.
   *
   * @return group key by slot; empty text where nothing groups
   */
  public Map<String, String> slots() {
    Map<String, String> slots = new LinkedHashMap<>();
    for (Expr expr : traced.reachable()) {
      if (expr.slot() != null) {
        slots.putIfAbsent(expr.slot(), traced.groupKeys().getOrDefault(expr.slot(), ""));
      }
    }
    return slots;
  }

  /**
   * The roles whose models it runs.
   *
   * @return with versions, sorted
   */
  public Set<String> roles() {
    Set<String> roles = new TreeSet<>();
    for (Expr expr : traced.reachable()) {
      if (expr.op() == Op.OUTPUT) {
        roles.add(expr.role());
      }
    }
    return roles;
  }

  /**
   * Whether partitions would tear rows apart that a model looks at together.
   *
   * @param models the roles'
   * @param rows of the slots
   * @return true where a model groups rows otherwise than the slot does
   */
  public boolean cutsGroups(Models models, Map<String, Batch> rows) {
    return traced.reachable().stream()
        .filter(expr -> expr.op() == Op.OUTPUT && expr.level() != Level.BATCH)
        .anyMatch(
            expr ->
                ModelOutputs.cutsGroups(
                    models.model(expr.role()),
                    Objects.requireNonNull(rows.get(Objects.requireNonNull(expr.slot()))),
                    traced.groupKeys().get(expr.slot())));
  }

  /**
   * What joins the losses' gradients.
   *
   * @return by role
   */
  public Map<String, Combiner> combiners() {
    return traced.losses().combiners();
  }

  /**
   * The roles that it trains, as far as is known.
   *
   * @return sorted; code may train any role that it reads
   */
  public Set<String> trained() {
    return code == null ? Estimation.roles(traced) : roles();
  }

  /**
   * As bytes.
   *
   * @return for {@link #read}
   */
  public byte[] toBytes() {
    return Wire.bytes(
        out -> {
          Wire.writeState(out, state);
          out.writeBoolean(differentiates);
          Wire.writeText(out, code == null ? "" : RecordTree.json((Record) code));
          if (code != null) {
            return;
          }
          Losses losses = traced.losses();
          ExprWire.write(out, roots());
          out.writeInt(losses.losses().size());
          for (Loss loss : losses.losses()) {
            Wire.writeText(out, loss.name());
            Wire.writeTexts(out, loss.trains().stream().sorted().toList());
          }
          out.writeInt(losses.updates().size());
          for (Update update : losses.updates()) {
            Wire.writeText(out, update.merge().name());
            out.writeInt(update.size());
          }
          Wire.writeTexts(out, List.copyOf(losses.metrics().keySet()));
          Wire.writeTexts(out, losses.requirements().stream().map(Requirement::message).toList());
          Wire.writeTexts(out, List.copyOf(traced.quantities().keySet()));
          Wire.writeTexts(out, losses.combiners().keySet().stream().sorted().toList());
          List<String> grouped = traced.groupKeys().keySet().stream().sorted().toList();
          Wire.writeTexts(out, grouped);
          for (String slot : grouped) {
            Wire.writeText(out, String.valueOf(traced.groupKeys().get(slot)));
          }
        });
  }

  private List<Expr> roots() {
    List<Expr> roots = new ArrayList<>();
    Losses losses = traced.losses();
    losses.losses().forEach(loss -> roots.addAll(List.of(loss.value(), loss.descend())));
    losses.updates().forEach(update -> roots.addAll(List.of(update.state(), update.delta())));
    roots.addAll(losses.metrics().values());
    losses.requirements().forEach(requirement -> roots.add(requirement.condition()));
    roots.addAll(traced.quantities().values());
    return roots;
  }

  /**
   * Reads a call.
   *
   * @param bytes of {@link #toBytes}
   * @param context makes components
   * @return the call
   */
  public static PartitionCall read(byte[] bytes, Context context) {
    return Wire.read(
        bytes,
        in -> {
          State state = Wire.readState(in);
          boolean differentiates = in.readBoolean();
          String json = Wire.readText(in);
          CustomObjective code = json.isEmpty() ? null : made(json, context);
          Traced traced = code == null ? readTraced(in) : Traced.of(code);
          return new PartitionCall(traced, code, state, differentiates);
        });
  }

  private static Traced readTraced(DataInputStream in) throws IOException {
    var roots = ExprWire.read(in).iterator();
    List<Loss> losses = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = Wire.readText(in);
      Set<String> trains = Set.copyOf(Wire.readTexts(in));
      losses.add(new Loss(name, trains, roots.next(), roots.next(), null));
    }
    List<Update> updates = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      Update.Merge merge = Update.Merge.valueOf(Wire.readText(in));
      int size = in.readInt();
      updates.add(new Update(roots.next(), merge, size, roots.next()));
    }
    Map<String, Expr> metrics = new LinkedHashMap<>();
    Wire.readTexts(in).forEach(name -> metrics.put(name, roots.next()));
    List<Requirement> requirements = new ArrayList<>();
    Wire.readTexts(in).forEach(text -> requirements.add(new Requirement(roots.next(), text)));
    Map<String, Expr> quantities = new LinkedHashMap<>();
    Wire.readTexts(in).forEach(name -> quantities.put(name, roots.next()));
    Map<String, Combiner> combiners = new LinkedHashMap<>();
    Wire.readTexts(in).forEach(role -> combiners.put(role, new Elsewhere(role)));
    Map<String, String> groupKeys = new LinkedHashMap<>();
    for (String slot : Wire.readTexts(in)) {
      groupKeys.put(slot, Wire.readText(in));
    }
    Losses all = new Losses(losses, updates, metrics, combiners, requirements);
    return new Traced(all, quantities, Map.of(), groupKeys);
  }

  /** Stands for a combiner, which is applied where the gradients come together. */
  private record Elsewhere(String role) implements Combiner {
    @Override
    public Vector combine(Map<String, Vector> gradients) {
      throw new IllegalStateException("gradients are combined where they come together");
    }
  }

  /**
   * Makes the call for one partition.
   *
   * @param estimation computes
   * @param slots this partition's rows: whole shards
   * @param models the roles' models; null to read their outputs from columns, without gradients
   * @param context columns
   * @param portion which part of all rows these are
   * @return for {@link PartitionResults}
   */
  public byte[] run(
      Estimation estimation,
      Map<String, Batch> slots,
      @Nullable Models models,
      Context context,
      Portion portion) {
    return PartitionResults.finished(
        estimation.partition(traced, code, slots, state, models, context, portion, differentiates),
        PartitionCall::combined);
  }

  private static String combined(@Nullable Combiner combiner) {
    return combiner instanceof Elsewhere elsewhere ? elsewhere.role() : "";
  }
}
