package org.esscher.runtime.internal.config;

/** Finds the record class of a component that a configuration names. */
@FunctionalInterface
public interface ComponentLookup {
  /**
   * Finds a component.
   *
   * @param wanted the interface that is needed
   * @param id the id
   * @return a record class that implements it, or that {@link FixedModel} can turn into it
   * @throws org.esscher.api.EsscherException (USER) when there is none, naming what there is
   */
  Class<? extends Record> find(Class<?> wanted, String id);
}
