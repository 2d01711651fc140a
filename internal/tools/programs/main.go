// Command programs makes sure that the programs named as arguments, or all that the tests need, are on this machine.
//
//	go run ./internal/tools/programs chromium
//
// On Debian and its relatives, run as root, it installs what is missing with apt-get. Elsewhere it says what to install
// and fails, unless all that is missing is optional and this is not CI. With nothing missing it is quick and silent.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"

	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, names []string) error {
	wanted, err := selectPrograms(programs.All(), names)
	if err != nil {
		return err
	}
	missing, err := findMissing(wanted)
	if len(missing) == 0 {
		return nil
	}
	aptGet, lookErr := exec.LookPath("apt-get")
	if lookErr != nil || os.Geteuid() != 0 {
		return doWithout(missing, err)
	}
	if err := install(ctx, aptGet, missing); err != nil {
		return doWithout(missing, err)
	}
	missing, err = findMissing(missing)
	return doWithout(missing, err)
}

// doWithout returns err, or prints it if the tests of all missing programs may be skipped.
func doWithout(missing []programs.Program, err error) error {
	required := slices.ContainsFunc(missing, func(p programs.Program) bool { return !p.Optional })
	if err == nil || required || programs.InCI() {
		return err
	}
	fmt.Fprintf(os.Stderr, "SKIPPED, NOT TESTED:\n%v\n", err)
	return nil
}

// selectPrograms returns the programs with the given names, or all of them where no name is given.
func selectPrograms(all []programs.Program, names []string) ([]programs.Program, error) {
	if len(names) == 0 {
		return all, nil
	}
	var selected []programs.Program
	for _, name := range names {
		i := slices.IndexFunc(all, func(p programs.Program) bool { return p.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("programs: no program %q is known", name)
		}
		selected = append(selected, all[i])
	}
	return selected, nil
}

// findMissing returns the programs that are not on this machine, and what to do about all of them.
func findMissing(wanted []programs.Program) ([]programs.Program, error) {
	var missing []programs.Program
	var errs []error
	for _, p := range wanted {
		if _, err := p.Find(); err != nil {
			missing = append(missing, p)
			errs = append(errs, err)
		}
	}
	return missing, errors.Join(errs...)
}

func install(ctx context.Context, aptGet string, missing []programs.Program) error {
	var packages []string
	for _, p := range missing {
		packages = append(packages, p.Debian...)
	}
	fmt.Fprintf(os.Stderr, "installing %v with apt-get\n", packages)
	for _, args := range [][]string{
		{"-qq", "update"},
		append([]string{"-qq", "install", "-y", "--no-install-recommends"}, packages...),
	} {
		cmd := exec.CommandContext(ctx, aptGet, args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if output, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %v: %w\n%s", args, err, output)
		}
	}
	return nil
}
