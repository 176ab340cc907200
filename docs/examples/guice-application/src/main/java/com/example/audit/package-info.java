/** A web service, wired by Guice, that says what a log tells of a policy. */
package com.example.audit;
