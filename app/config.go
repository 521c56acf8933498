package app

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-playground/validator/v10"

	"touchstone/app/notify"
)

// A Config is how one installation is set up.
type Config struct {
	Address        string // host and port to listen on
	Data           string // folder of the database, the files and the secret
	BaseURL        *url.URL
	Provider       string       // what the training provider is called
	SMTP           *notify.SMTP // nil: messages stay in the outbox
	TrustedProxies []netip.Prefix
	LogLevel       slog.Level
	Demo           bool // anyone may sign in as anyone: the people are invented

	// How long a head or an ordinary body may take, and a span of an upload; 0: as
	// usual. Tests cannot wait so long.
	readTime, uploadSpan time.Duration
}

// Secure reports whether browsers come over https.
func (c *Config) Secure() bool { return c.BaseURL.Scheme == "https" }

const settingPrefix = "TOUCHSTONE_"

// settings are the raw texts of the environment, by name.
type settings struct {
	Address        string `name:"ADDRESS" default:"127.0.0.1:3000" about:"host and port to listen on" validate:"hostname_port"`
	Data           string `name:"DATA" default:"./data" about:"folder of the database, the files and the secret; the one thing to back up" validate:"required"`
	BaseURL        string `name:"BASE_URL" default:"" about:"address people type, such as https://portfolio.example.org; must be https unless it is this machine; empty: http:// and ADDRESS"`
	Provider       string `name:"PROVIDER" default:"Your provider" about:"what the training provider is called" validate:"max=120"`
	SMTPHost       string `name:"SMTP_HOST" default:"" about:"mail server; empty: messages stay in the outbox, where an administrator sees them" validate:"omitempty,hostname|ip"`
	SMTPPort       string `name:"SMTP_PORT" default:"587" about:"port of the mail server; 465 is encrypted from the start, others use STARTTLS" validate:"number,min=1,max=5"`
	SMTPUser       string `name:"SMTP_USER" default:"" about:"who signs in to the mail server; empty: nobody"`
	SMTPPassword   string `name:"SMTP_PASSWORD" default:"" about:"and the password"`
	SMTPFrom       string `name:"SMTP_FROM" default:"" about:"whom messages come from, such as Ashbrook <portfolio@example.org>; needed with SMTP_HOST" validate:"required_with=SMTPHost"`
	TrustedProxies string `name:"TRUSTED_PROXIES" default:"" about:"addresses or ranges of proxies whose X-Forwarded-For is believed, with commas between"`
	Log            string `name:"LOG" default:"info" about:"least level that is logged: debug, info, warn or error" validate:"oneof=debug info warn error"`
}

// A setting is one variable of the environment.
type setting struct {
	Name, Default, About string
	value                *string
}

// list returns the settings in s, without the prefix of their names.
func (s *settings) list() []setting {
	return fieldsOf(s, func(tag func(string) string, value *string) setting {
		return setting{tag("name"), tag("default"), tag("about"), value}
	})
}

// LoadConfig reads the settings out of an environment as os.Environ returns it.
// An error names every fault, one a line.
func LoadConfig(environ []string) (Config, error) {
	var raw settings
	faults := raw.read(environ)
	faults = append(faults, raw.check()...)
	c := Config{Address: raw.Address, Data: raw.Data, Provider: raw.Provider}
	if err := c.LogLevel.UnmarshalText([]byte(raw.Log)); err != nil {
		faults = append(faults, "") // check has said it
	}
	var err error
	if c.BaseURL, err = parseBaseURL(cmp.Or(raw.BaseURL, "http://"+raw.Address)); err != nil {
		faults = append(faults, settingPrefix+"BASE_URL "+err.Error())
	}
	if c.TrustedProxies, err = parseProxies(raw.TrustedProxies); err != nil {
		faults = append(faults, settingPrefix+"TRUSTED_PROXIES "+err.Error())
	}
	if raw.SMTPHost != "" {
		from, err := mail.ParseAddress(raw.SMTPFrom)
		if err != nil {
			faults = append(faults, settingPrefix+"SMTP_FROM must be an e-mail address, such as portfolio@example.org.")
			from = &mail.Address{}
		}
		c.SMTP = &notify.SMTP{Host: raw.SMTPHost, Port: raw.SMTPPort, User: raw.SMTPUser, Password: raw.SMTPPassword, From: *from}
	}
	told := make(map[string]bool)
	faults = slices.DeleteFunc(faults, func(s string) bool {
		again := s == "" || told[s]
		told[s] = true
		return again
	})
	if len(faults) > 0 {
		return c, fmt.Errorf("%s", strings.Join(faults, "\n"))
	}
	return c, nil
}

// read fills s from the environment and returns what it cannot place.
func (s *settings) read(environ []string) (faults []string) {
	list := s.list()
	for _, one := range list {
		*one.value = one.Default
	}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		name, ours := strings.CutPrefix(name, settingPrefix)
		if !ours || strings.HasPrefix(name, "TEST_") {
			continue
		}
		i := slices.IndexFunc(list, func(one setting) bool { return one.Name == name })
		if i < 0 {
			faults = append(faults, fmt.Sprintf("%s%s is not a setting. touchstone serve -h lists them.", settingPrefix, name))
			continue
		}
		if value = strings.TrimSpace(value); value != "" {
			*list[i].value = value
		}
	}
	return faults
}

// check returns a sentence for each setting whose shape is wrong.
func (s *settings) check() (faults []string) {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(settingName)
	err := v.Struct(s)
	wrong, _ := err.(validator.ValidationErrors)
	for _, f := range wrong {
		name := settingPrefix + f.Field()
		switch f.Tag() {
		case "hostname_port":
			faults = append(faults, fmt.Sprintf("%s must be a host and a port, such as 127.0.0.1:3000. It is %q.", name, f.Value()))
		case "number":
			faults = append(faults, fmt.Sprintf("%s must be a port, such as 587. It is %q.", name, f.Value()))
		case "oneof":
			faults = append(faults, fmt.Sprintf("%s must be one of %s. It is %q.", name, f.Param(), f.Value()))
		case "max":
			faults = append(faults, fmt.Sprintf("%s must be at most %s characters.", name, f.Param()))
		case "required_with":
			faults = append(faults, name+" must be an e-mail address, such as portfolio@example.org.")
		default:
			faults = append(faults, fmt.Sprintf("%s cannot be %q.", name, f.Value()))
		}
	}
	return faults
}

func parseBaseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return &url.URL{}, fmt.Errorf("must be an address without a path, such as https://portfolio.example.org. It is %q.", text)
	}
	if u.Scheme == "http" && !isLoopback(u.Hostname()) {
		return &url.URL{}, fmt.Errorf("must begin with https:// so that passwords and evidence are not sent in the open. It is %q.", text)
	}
	u.Path = ""
	return u, nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func parseProxies(text string) (ranges []netip.Prefix, err error) {
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		if ip, err := netip.ParseAddr(one); err == nil {
			ranges = append(ranges, netip.PrefixFrom(ip, ip.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(one)
		if err != nil {
			return nil, fmt.Errorf("must be addresses or ranges, such as 10.0.0.0/8. One is %q.", one)
		}
		ranges = append(ranges, p)
	}
	return ranges, nil
}
