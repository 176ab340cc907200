package org.esscher.api;

import java.util.Map;
import java.util.random.RandomGenerator;

/** What a call may use beside its arguments. Belongs to one call on one thread. */
public interface Context {
  /**
   * Makes columns that live as long as the call's result is used by the host.
   *
   * @return the factory
   */
  Columns columns();

  /**
   * The call's source of randomness, seeded by the run.
   *
   * @return the generator
   */
  RandomGenerator random();

  /**
   * A model of the run.
   *
   * @param role the role, with {@code @version} for a snapshot
   * @return the model; the host owns it
   * @throws EsscherException (USER) when there is no such role, naming those that there are
   */
  Model role(String role);

  /**
   * A component by id.
   *
   * @param <T> its kind
   * @param kind the interface it must implement
   * @param id the id
   * @param config its configuration by field name, defaults for the rest
   * @return the component
   * @throws EsscherException (USER) when the id or the configuration is refused
   */
  <T> T component(Class<T> kind, String id, Map<String, ?> config);

  /**
   * The logger of the component that is being called.
   *
   * @return a logger
   */
  System.Logger logger();
}
