package org.esscher.api;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Calls the roles of an estimator otherwise, wherever it speaks of them: in outputs that it reads,
 * and in what it says it trains.
 *
 * @param names the new name of each role, without its version
 */
record RenamedRoles(UnaryOperator<String> names) {
  /** An objective of other roles. */
  record InExpressions(Objective objective, RenamedRoles roles) implements Objective {
    @Override
    public Losses losses(Inputs in) {
      return roles.losses(objective.losses(in));
    }
  }

  /** An objective in code, of other roles. */
  record InCode(CustomObjective objective, RenamedRoles roles) implements CustomObjective {
    @Override
    public Split split() {
      return objective.split();
    }

    @Override
    public Map<String, Expr> reads(Inputs in) {
      return roles.renamed(objective.reads(in), new IdentityHashMap<>());
    }

    @Override
    public Result estimate(Data data, State state, Context context) {
      Result result = objective.estimate(data, state, context);
      List<Part> parts = result.parts().stream().map(roles::part).toList();
      return new Result(parts, result.state());
    }
  }

  /** A role's name, whose version stays. */
  String of(String role) {
    int version = role.indexOf('@');
    return version < 0
        ? names.apply(role)
        : names.apply(role.substring(0, version)) + role.substring(version);
  }

  private Set<String> of(Set<String> roles) {
    Set<String> renamed = new TreeSet<>();
    roles.forEach(role -> renamed.add(of(role)));
    return renamed;
  }

  private Losses losses(Losses stated) {
    // What several statements share stays shared: a loss is exact where it is descended as
    // reported.
    IdentityHashMap<Expr, Expr> done = new IdentityHashMap<>();
    Map<String, Combiner> combiners = new LinkedHashMap<>();
    stated
        .combiners()
        .forEach(
            (role, combiner) -> {
              if (combiners.put(of(role), combiner) != null) {
                throw EsscherException.plugin(
                    "two roles with combiners are both called %s now; tell them apart", of(role));
              }
            });
    return new Losses(
        stated.losses().stream().map(loss -> loss(loss, done)).toList(),
        stated.updates().stream().map(update -> update(update, done)).toList(),
        renamed(stated.metrics(), done),
        combiners,
        stated.requirements().stream()
            .map(needed -> new Requirement(renamed(needed.condition(), done), needed.message()))
            .toList());
  }

  private Loss loss(Loss loss, IdentityHashMap<Expr, Expr> done) {
    @Nullable Expr truth = loss.truth();
    return new Loss(
        loss.name(),
        of(loss.trains()),
        renamed(loss.value(), done),
        renamed(loss.descend(), done),
        truth == null ? null : renamed(truth, done));
  }

  private Update update(Update update, IdentityHashMap<Expr, Expr> done) {
    return new Update(
        renamed(update.state(), done),
        update.merge(),
        update.size(),
        renamed(update.delta(), done));
  }

  private CustomObjective.Part part(CustomObjective.Part part) {
    return new CustomObjective.Part(
        part.loss(), of(part.trains()), part.kind(), part.sum(), part.weight(), part.cotangents());
  }

  private Map<String, Expr> renamed(Map<String, Expr> named, IdentityHashMap<Expr, Expr> done) {
    Map<String, Expr> renamed = new LinkedHashMap<>();
    named.forEach((name, expr) -> renamed.put(name, renamed(expr, done)));
    return renamed;
  }

  private Expr renamed(Expr expr, IdentityHashMap<Expr, Expr> done) {
    Expr known = done.get(expr);
    if (known == null) {
      known = expr.withRoles(this::of, operand -> renamed(operand, done));
      done.put(expr, known);
    }
    return known;
  }
}
